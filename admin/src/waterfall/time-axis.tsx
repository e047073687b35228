/** The head of a waterfall: round moments, and above them the names of its vertical lines where they do not collide. */
import { useRef } from 'preact/hooks';
import { formatTick } from '../format/duration.ts';
import { ratingWords } from '../format/vital.ts';
import { RatingMark } from '../ui/rating-mark.tsx';
import { type Span, toLanes, toPercent, toTicks } from './axis.ts';
import type { Line } from './lines.ts';
import css from './time-axis.module.css';
import { useWidthPx } from './use-width.ts';

const laneHeightRem = 1.25;
const mostLanes = 4;
/** What a letter of the label takes, as measured on the default font: rather too wide than overlapping. */
const letterPx = 6.6;

export function TimeAxis({ span, lines }: { span: Span; lines: readonly Line[] }) {
  const root = useRef<HTMLDivElement>(null);
  const widthPx = useWidthPx(root);
  const { stepMs, ticksMs } = toTicks(span, Math.max(2, Math.floor(widthPx / 90)));
  const shown = lines.filter((line) => line.atMs >= span.fromMs && line.atMs <= span.toMs);
  const positions = shown.map((line) => toPercent(line.atMs, span));
  const widths = shown.map(
    (line) =>
      ((`${line.label} ${line.text}`.slice(0, 40).length * letterPx + 26) / Math.max(widthPx, 1)) * 100,
  );
  const hasRoom = (tickMs: number) =>
    (toPercent(tickMs, span) / 100) * widthPx + formatTick(tickMs, stepMs).length * letterPx + 4 <= widthPx;
  const lanes = toLanes(positions, widths);
  const laneCount = Math.min(mostLanes, Math.max(0, ...lanes.map((lane) => lane + 1)));

  return (
    <div class={css.axis} ref={root}>
      <div class={css.names} style={{ height: `${laneCount * laneHeightRem}rem` }}>
        {shown.map((line, index) => {
          const lane = lanes[index] ?? 0;
          const position = positions[index] ?? 0;
          if (lane >= mostLanes) return null;
          const side =
            position + (widths[index] ?? 0) > 100
              ? { right: `${100 - position}%`, maxWidth: `min(18rem, ${position}%)` }
              : { left: `${position}%` };
          return (
            <span
              key={line.id}
              class={css.name}
              data-kind={line.kind}
              style={{ ...side, top: `${lane * laneHeightRem}rem` }}
            >
              {line.rating && <RatingMark rating={line.rating} isSilent />}
              <span title={`${line.label} ${line.text}${line.rating ? `, ${ratingWords[line.rating]}` : ''}`}>
                <b>{line.label}</b> {line.text}
              </span>
            </span>
          );
        })}
      </div>
      <div class={css.ticks}>
        {ticksMs.map((tickMs) => (
          <span key={tickMs} class={css.tick} style={{ left: `${toPercent(tickMs, span)}%` }}>
            {hasRoom(tickMs) && formatTick(tickMs, stepMs)}
          </span>
        ))}
      </div>
    </div>
  );
}

/** The lines themselves, behind all rows. */
export function AxisLines({ span, lines }: { span: Span; lines: readonly Line[] }) {
  const { ticksMs } = toTicks(span, 8);
  return (
    <div class={css.lines} aria-hidden="true">
      {ticksMs.map((tickMs) => (
        <span key={tickMs} class={css.grid} style={{ left: `${toPercent(tickMs, span)}%` }} />
      ))}
      {lines
        .filter((line) => line.atMs >= span.fromMs && line.atMs <= span.toMs)
        .map((line) => (
          <span
            key={line.id}
            class={css.line}
            data-kind={line.kind}
            data-rating={line.rating ?? undefined}
            style={{ left: `${toPercent(line.atMs, span)}%` }}
          />
        ))}
    </div>
  );
}
