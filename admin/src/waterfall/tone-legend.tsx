/** What the colours inside servers mean, as far as they occur. */
import { toneClass } from '../charts/tone.ts';
import { allRows, type Row, type Tone } from './row.ts';
import css from './tone-legend.module.css';

const names: Partial<Record<Tone, string>> = {
  app: 'app’s own work',
  sql: 'SQL',
  cache: 'cache',
  upstream: 'waiting for another service',
  timer: 'timer',
};

export function ToneLegend({ rows }: { rows: readonly Row[] }) {
  const present = new Set(allRows(rows).flatMap(({ row }) => row.bars.map((bar) => bar.tone)));
  const told = (Object.entries(names) as [Tone, string][]).filter(([tone]) => present.has(tone));
  if (told.length === 0) return null;
  return (
    <ul class={css.legend} aria-label="Colours inside servers">
      {told.map(([tone, name]) => (
        <li key={tone}>
          <span class={`${css.swatch} ${toneClass(tone)}`} />
          {name}
        </li>
      ))}
    </ul>
  );
}
