/** One row of the waterfall: what it was, how long it took, and where on the axis it lies. */

import { toneClass } from '../charts/tone.ts';
import { formatMs } from '../format/duration.ts';
import { Hidden } from '../ui/hidden.tsx';
import { clipBar, type Span } from './axis.ts';
import type { FlatRow } from './row.ts';
import css from './waterfall-row.module.css';

type WaterfallRowProps = {
  flat: FlatRow;
  span: Span;
  isChosen: boolean;
  /** Tab stops at one row alone; arrows reach the others. */
  isTabStop: boolean;
  onChoose: () => void;
  onToggle: () => void;
};

export function WaterfallRow({ flat, span, isChosen, isTabStop, onChoose, onToggle }: WaterfallRowProps) {
  const { row, level, isOpen, hasRows } = flat;
  return (
    <div
      role="treeitem"
      class={css.row}
      aria-level={level}
      aria-expanded={hasRows ? isOpen : undefined}
      aria-selected={isChosen}
      tabIndex={isTabStop ? 0 : -1}
      data-row
      data-row-link
      data-kind={row.kind}
      data-failed={row.isFailed || undefined}
      data-id={row.id}
      onFocus={onChoose}
      onDblClick={hasRows ? onToggle : undefined}
    >
      <span class={css.what} style={{ '--depth': level - 1 }}>
        <span class={css.fold} onClick={hasRows ? onToggle : undefined} aria-hidden="true">
          {hasRows && (
            <svg viewBox="0 0 8 8" aria-hidden="true">
              <path d="M2 0.5 6.5 4 2 7.5z" />
            </svg>
          )}
        </span>
        {row.tag && <span class={css.tag}>{row.tag}</span>}
        <span class={css.label} title={row.label}>
          {row.label}
        </span>
        {row.note && <span class={css.note}>{row.note}</span>}
      </span>
      <span class={css.time}>
        <Hidden>took </Hidden>
        {formatMs(row.durationMs)}
        <Hidden> from {formatMs(row.startMs)}</Hidden>
      </span>
      <span class={css.track} aria-hidden="true">
        <Bars flat={flat} span={span} />
      </span>
    </div>
  );
}

function Bars({ flat: { row }, span }: { flat: FlatRow; span: Span }) {
  const bars = row.bars.flatMap((bar, index) => {
    const clipped = clipBar(bar.startMs, bar.durationMs, span);
    return clipped ? [{ ...clipped, tone: bar.tone, key: index }] : [];
  });
  if (bars.length === 0) {
    return <span class={row.startMs > span.toMs ? css.after : css.before}>{formatMs(row.startMs)}</span>;
  }
  return (
    <>
      {bars.map(({ left, width, tone, key }) => (
        <span
          key={key}
          class={`${css.bar} ${toneClass(tone)}`}
          style={{ left: `${left}%`, width: `max(2px, ${width}%)` }}
        />
      ))}
    </>
  );
}
