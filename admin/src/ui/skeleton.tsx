/** The place of rows that are on their way. */
import { Hidden } from './hidden.tsx';
import css from './skeleton.module.css';

const bars = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];

export function Skeleton({ label }: { label: string }) {
  return (
    <div class={css.skeleton} role="status">
      <Hidden>{label}</Hidden>
      {bars.map((bar) => (
        <div class={css.bar} key={bar} />
      ))}
    </div>
  );
}
