/** A part of a screen with a title, and what it shows while its answer is on its way, missing or old. */
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import type { Watched } from '../api/use-watch.ts';
import { formatClock } from '../format/moment.ts';
import { Button } from './button.tsx';
import { Hidden } from './hidden.tsx';
import { tellFailure } from './notice.tsx';
import css from './panel.module.css';
import { useTogether } from './together.tsx';

type PanelProps = {
  title: string;
  /** What the numbers below mean, in a few words. */
  hint?: ComponentChildren;
  actions?: ComponentChildren;
  children: ComponentChildren;
};

export function Panel({ title, hint, actions, children }: PanelProps) {
  const id = useId();
  return (
    <section class={css.panel} aria-labelledby={id}>
      <div class={css.head}>
        <h2 id={id}>{title}</h2>
        {hint && <span class={css.hint}>{hint}</span>}
        {actions && <div class={css.actions}>{actions}</div>}
      </div>
      {children}
    </section>
  );
}

type AnsweredProps<T> = {
  watched: Watched<T>;
  /** What is on its way, for those who listen. */
  label: string;
  /** A class that keeps the room of what is on its way, so that nothing below jumps when it comes. */
  room?: string;
  children: (value: T) => ComponentChildren;
};

export function Answered<T>({ watched: { state, retry }, label, room, children }: AnsweredProps<T>) {
  useTogether(state.status === 'loading');
  if (state.status === 'loading') {
    return (
      <div class={`${css.waiting} ${room ?? ''}`} role="status">
        <Hidden>Loading {label}</Hidden>
      </div>
    );
  }
  if (state.status === 'failed') return <Failed text={tellFailure(state.failure).title} onRetry={retry} />;
  return (
    <div class={css.content} data-outdated={state.isOutdated || undefined}>
      {state.failure && (
        <Failed
          text={`${tellFailure(state.failure).title}; of ${formatClock(state.loadedAtMs)}`}
          onRetry={retry}
        />
      )}
      {children(state.value)}
    </div>
  );
}

function Failed({ text, onRetry }: { text: string; onRetry: () => void }) {
  return (
    <div class={css.failed} role="status">
      {text}
      <Button onClick={onRetry}>Try again</Button>
    </div>
  );
}

/** In the place of content: there is none, and that is no fault. */
export function Quiet({ children }: { children: ComponentChildren }) {
  return <p class={css.quiet}>{children}</p>;
}
