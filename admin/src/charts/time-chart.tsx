/** Lines over time with a legend that follows the pointer, and the same numbers as a table. */
import { useState } from 'preact/hooks';
import { formatFullMoment } from '../format/moment.ts';
import { DataTable } from '../ui/data-table.tsx';
import { LazyScreen, lazyScreen } from '../ui/lazy-screen.tsx';
import type { PlotProps } from './plot.tsx';
import css from './time-chart.module.css';

const plot = lazyScreen<PlotProps>(async () => (await import('./plot.tsx')).Plot);

type TimeChartProps = Omit<PlotProps, 'onPoint' | 'heightPx'> & { title: string; heightPx?: number };

export function TimeChart({ title, heightPx = 180, ...props }: TimeChartProps) {
  const { atMs, lines, format } = props;
  const [at, setAt] = useState<number | null>(null);
  const [isTable, setIsTable] = useState(false);
  const moment = at === null ? undefined : atMs[at];
  return (
    <figure class={css.chart} aria-label={title}>
      <ul class={css.legend}>
        {lines.map(({ label, color, values, isDashed }) => (
          <li key={label}>
            <span
              class={css.swatch}
              style={{ '--color': `var(${color})` }}
              data-dashed={isDashed || undefined}
            />
            {label} <strong>{tell(at === null ? lastOf(values) : values[at], format)}</strong>
          </li>
        ))}
        <li class={css.at}>{moment === undefined ? 'newest' : formatFullMoment(moment)}</li>
      </ul>
      <div style={{ minHeight: `${heightPx}px` }}>
        <LazyScreen screen={plot} props={{ ...props, heightPx, onPoint: setAt }} />
      </div>
      <details class={css.twin} onToggle={(event) => setIsTable(event.currentTarget.open)}>
        <summary>As a table</summary>
        {isTable && <Twin title={title} {...props} />}
      </details>
    </figure>
  );
}

function Twin({ title, atMs, lines, format }: Pick<TimeChartProps, 'title' | 'atMs' | 'lines' | 'format'>) {
  const rows = atMs.map((ms, at) => ({ ms, at })).reverse();
  return (
    <DataTable
      caption={`${title}, as a table`}
      rows={rows}
      keyOf={({ ms }) => String(ms)}
      columns={[
        { label: 'From', cell: ({ ms }) => formatFullMoment(ms) },
        ...lines.map(({ label, values }) => ({
          label,
          isNumber: true,
          cell: ({ at }: { at: number }) => tell(values[at], format),
        })),
      ]}
    />
  );
}

function tell(value: number | null | undefined, format: (value: number) => string): string {
  return value === null || value === undefined ? '–' : format(value);
}

function lastOf(values: readonly (number | null)[]): number | null {
  return values.findLast((value) => value !== null) ?? null;
}
