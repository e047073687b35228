/** Single-key shortcuts of a screen. They rest while someone types, chooses, or reads a dialog. */
import { useLayoutEffect, useRef } from 'preact/hooks';

export type Keys = Record<string, (event: KeyboardEvent) => void>;

export function useKeys(keys: Keys): void {
  const current = useRef(keys);
  current.current = keys;

  // Before the screen is painted: a key pressed at first sight must not be lost.
  useLayoutEffect(() => {
    function listen(event: KeyboardEvent): void {
      if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey) return;
      if (isBusy(event)) return;
      const act = current.current[event.key];
      if (!act) return;
      event.preventDefault();
      act(event);
    }
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);
}

/** Moves the focus to the next or the former row link below `root`. Where that one is not drawn yet, its gap is brought near. */
export function moveRow(root: ParentNode | null, step: 1 | -1): void {
  const places = [...(root?.querySelectorAll<HTMLElement>('[data-row-link], [data-gap]') ?? [])];
  const at = places.indexOf(document.activeElement as HTMLElement);
  const next =
    at === -1 ? (step === 1 ? 0 : places.length - 1) : Math.min(places.length - 1, Math.max(0, at + step));
  const place = places[next];
  // Waits for the key to be pressed again: what a gap holds is drawn in the next frame.
  if (place?.dataset.gap === undefined) place?.focus();
  (place?.closest('[data-row]') ?? place)?.scrollIntoView({ block: 'nearest' });
}

function isBusy(event: KeyboardEvent): boolean {
  if (document.querySelector('dialog[open]')) return true;
  const target = event.target instanceof Element ? event.target.closest('input, select, textarea') : null;
  return target !== null && !(target instanceof HTMLInputElement && target.type === 'radio');
}
