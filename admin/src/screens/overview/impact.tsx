/** A route's part of all the time that views spent beyond good: where mending pays most. */
import { formatShare } from '../../format/count.ts';
import css from './route-table.module.css';

export function Impact({ share }: { share: number }) {
  if (share <= 0) return null;
  return (
    <span
      class={css.impact}
      title="Views × (LCP beyond 2.5 s + INP beyond 200 ms), as a part of the sum over all routes"
    >
      <span class={css.track}>
        <span class={css.fill} style={{ width: `${share * 100}%` }} />
      </span>
      {formatShare(share)} impact
    </span>
  );
}
