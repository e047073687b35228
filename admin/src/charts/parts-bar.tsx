/** A whole and its parts in the order in which they happened, each with its name and its time. */
import { formatShare } from '../format/count.ts';
import { formatMs } from '../format/duration.ts';
import css from './parts-bar.module.css';
import { toneClass } from './tone.ts';

export type BarPart = { tone: string; label: string; durationMs: number };

export function PartsBar({
  parts,
  size = 'normal',
}: {
  parts: readonly BarPart[];
  size?: 'normal' | 'small';
}) {
  const wholeMs = parts.reduce((sum, part) => sum + part.durationMs, 0);
  if (wholeMs === 0) return null;
  return (
    <div class={css.parts}>
      <div class={css.bar} data-size={size} aria-hidden="true">
        {parts.map((part) => (
          <span
            key={part.label}
            class={toneClass(part.tone)}
            style={{ width: `${(part.durationMs / wholeMs) * 100}%` }}
            title={`${part.label} ${formatMs(part.durationMs)}, ${formatShare(part.durationMs / wholeMs)}`}
          />
        ))}
      </div>
      <ul class={css.legend}>
        {parts.map((part) => (
          <li key={part.label}>
            <span class={`${css.swatch} ${toneClass(part.tone)}`} />
            {part.label} <strong>{formatMs(part.durationMs)}</strong>
          </li>
        ))}
      </ul>
    </div>
  );
}
