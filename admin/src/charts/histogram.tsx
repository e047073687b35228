/** How often which value was measured: bars over a scale of even steps, with thresholds and percentiles as lines. */
import type { HistogramAnswer } from '@throughline/protocol';
import { useState } from 'preact/hooks';
import { formatCount, formatShare } from '../format/count.ts';
import { formatMetric, metricTitles } from '../format/metric.ts';
import { DataTable } from '../ui/data-table.tsx';
import css from './histogram.module.css';
import { layOutBars } from './lay-out-bars.ts';

const width = 640;
const height = 150;

export function Histogram({ answer }: { answer: HistogramAnswer }) {
  const { metric, bars, thresholds, percentiles } = answer;
  const [isTable, setIsTable] = useState(false);
  const laid = layOutBars(bars, width, height);
  const total = bars.reduce((sum, { count }) => sum + count, 0);
  const told = Object.entries(percentiles ?? {}).map(([name, value]) => ({
    name,
    value,
    x: laid.toX(value),
  }));
  const ratingOf = (from: number) =>
    !thresholds
      ? 'none'
      : from >= thresholds.poor
        ? 'poor'
        : from >= thresholds.good
          ? 'needs-improvement'
          : 'good';

  return (
    <figure class={css.figure} aria-label={`Distribution of ${metricTitles[metric]}`}>
      <svg class={css.chart} viewBox={`0 0 ${width} ${height + 34}`} role="img">
        <title>{`Distribution of ${metricTitles[metric]}: the table below tells the same`}</title>
        {laid.bars.map(({ bar, x, y, barWidth }) => (
          <rect
            key={bar.from}
            class={css.bar}
            data-rating={ratingOf(bar.from)}
            x={x}
            y={y}
            width={barWidth}
            height={height - y}
          >
            <title>
              {`${formatMetric(metric, bar.from)} to ${formatMetric(metric, bar.to)}: ${formatCount(bar.count)} views, ${formatShare(bar.count / total)}`}
            </title>
          </rect>
        ))}
        <line class={css.axis} x1="0" x2={width} y1={height} y2={height} />
        {laid.ticks.map((value) => (
          <text key={value} class={css.tick} x={laid.toX(value)} y={height + 14} text-anchor="middle">
            {formatMetric(metric, value)}
          </text>
        ))}
        {told.map(({ name, x }, at) => (
          <g key={name} data-strong={name === `p${answer.percentile}` || undefined} class={css.percentile}>
            <line x1={x} x2={x} y1={at % 2 === 0 ? 10 : 20} y2={height} />
            <text x={Math.min(x + 3, width - 24)} y={at % 2 === 0 ? 9 : 20}>
              {name}
            </text>
          </g>
        ))}
      </svg>
      <p class={css.words}>
        {told.map(({ name, value }) => (
          <span key={name}>
            {name} <strong>{formatMetric(metric, value)}</strong>
          </span>
        ))}
      </p>
      <details onToggle={(event) => setIsTable(event.currentTarget.open)}>
        <summary>As a table</summary>
        {isTable && (
          <DataTable
            caption={`Distribution of ${metricTitles[metric]}, as a table`}
            rows={bars}
            keyOf={({ from }) => String(from)}
            columns={[
              {
                label: 'From – to',
                cell: ({ from, to }) => `${formatMetric(metric, from)} – ${formatMetric(metric, to)}`,
              },
              { label: 'Views', isNumber: true, cell: ({ count }) => formatCount(count) },
              { label: 'Share', isNumber: true, cell: ({ count }) => formatShare(count / total) },
            ]}
          />
        )}
      </details>
    </figure>
  );
}
