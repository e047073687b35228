/** Whether what is on screen is of this moment, and of which moment otherwise. */
import type { WatchState } from '../api/watch.ts';
import { formatClock } from '../format/moment.ts';
import css from './live-state.module.css';

export function LiveState({ state, isOpen }: { state: WatchState<unknown>; isOpen: boolean }) {
  if (state.status !== 'ready') return null;
  const name = state.failure ? 'stale' : isOpen ? 'live' : 'still';
  const words = { live: 'Live', still: 'As of', stale: 'Not live, as of' }[name];
  return (
    <span class={css.live} data-state={name}>
      <span class={css.dot} />
      {words} {formatClock(state.loadedAtMs)}
    </span>
  );
}
