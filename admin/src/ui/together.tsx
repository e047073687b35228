/** Parts of a screen that appear at once: what came one by one would push the rest down under the reader's eyes. */
import { type ComponentChildren, createContext } from 'preact';
import { useContext, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Skeleton } from './skeleton.tsx';
import css from './together.module.css';

/** Says that a part is on its way. @returns Says that it is there. */
type Wait = () => () => void;

const Waiting = createContext<Wait | null>(null);

/** Who is slower than this is waited for by nobody: what is there is shown, and the rest says that it is coming. */
const longestMs = 1_000;

type TogetherProps = {
  /** What is on its way, for those who listen. */
  label: string;
  children: ComponentChildren;
};

export function Together({ label, children }: TogetherProps) {
  const [isShown, setIsShown] = useState(false);
  const waiting = useRef(new Set<object>());
  const wait = useRef<Wait>(() => {
    const part = {};
    waiting.current.add(part);
    return () => {
      waiting.current.delete(part);
      showWhenThere();
    };
  });

  // A part that has come may hold parts that are on their way: they say so in the same turn.
  function showWhenThere(): void {
    queueMicrotask(() => {
      if (waiting.current.size === 0) setIsShown(true);
    });
  }

  useEffect(() => {
    showWhenThere();
    const timer = setTimeout(() => setIsShown(true), longestMs);
    return () => clearTimeout(timer);
  }, []);

  return (
    <Waiting.Provider value={wait.current}>
      {!isShown && <Skeleton label={label} />}
      <div class={isShown ? css.shown : css.waiting}>{children}</div>
    </Waiting.Provider>
  );
}

/** Keeps the parts around it waiting for this one. */
export function useTogether(isLoading: boolean): void {
  const wait = useContext(Waiting);
  useLayoutEffect(() => (isLoading ? wait?.() : undefined), [isLoading, wait]);
}
