/** The chosen number over time, beside an earlier span; up to 400 days. */
import type { ReleaseList, Series } from '@throughline/protocol';
import { vitals } from '@throughline/protocol/vitals';
import { useMemo } from 'preact/hooks';
import { useAnswer } from '../../api/use-answer.ts';
import { useApp } from '../../app-context.ts';
import { TimeChart } from '../../charts/time-chart.tsx';
import { formatMetric, isVitalName, metricTitles } from '../../format/metric.ts';
import { parseComparison } from '../../state/comparison.ts';
import { rangeParams } from '../../state/range.ts';
import { ExportLinks } from '../../ui/export-links.tsx';
import { Answered, Panel, Quiet } from '../../ui/panel.tsx';
import { MetricChoice, useMetric } from './metric-choice.tsx';

export function Trend({ site, route }: { site: string; route: string }) {
  const metric = useMetric();
  const compare = parseComparison(useApp().router.address.value.params);
  const series = useAnswer<Series>(site, { asks: 'views', of: 'series', params: { route, metric, compare } });
  const releases = useAnswer<ReleaseList>(site, { asks: 'span', of: 'releases' });
  return (
    <Panel
      title="Over time"
      hint={metricTitles[metric]}
      actions={
        <>
          <MetricChoice />
          <ExportLinks path={series.path} name={`trend-${metric}`} />
        </>
      }
    >
      <Answered watched={series} label="the trend">
        {(value) => (
          <Chart series={value} releases={releases.state.status === 'ready' ? releases.state.value : null} />
        )}
      </Answered>
    </Panel>
  );
}

function Chart({ series, releases }: { series: Series; releases: ReleaseList | null }) {
  const { router } = useApp();
  const metric = useMetric();
  const drawn = useMemo(() => toLines(series, metric), [series, metric]);
  const marks = useMemo(
    () =>
      (releases?.releases ?? [])
        .filter(({ release }) => release !== '(none)')
        .map(({ release, firstSeen }) => ({ atMs: Date.parse(firstSeen), label: release }))
        .sort((a, b) => a.atMs - b.atMs),
    [releases],
  );
  const format = useMemo(() => (value: number) => formatMetric(metric, value), [metric]);
  if (series.points.length === 0) return <Quiet>No view told it in this period.</Quiet>;
  return (
    <TimeChart
      title={`${metricTitles[metric]} over time`}
      {...drawn}
      marks={marks}
      format={format}
      fromMs={Date.parse(series.from)}
      toMs={Date.parse(series.to)}
      onSpan={(fromMs, toMs) => router.setParams(rangeParams({ fromMs, toMs }))}
    />
  );
}

function toLines(
  { points, previous, previousFrom, from, step, percentile }: Series,
  metric: ReturnType<typeof useMetric>,
) {
  const shiftMs = Date.parse(from) - Date.parse(previousFrom);
  const before = new Map(
    previous.map(({ at, metrics }) => [Date.parse(at) + shiftMs, metrics[metric]?.value ?? null]),
  );
  const atMs = points.map(({ at }) => Date.parse(at));
  return {
    atMs,
    lines: [
      {
        label: `p${percentile}`,
        color: '--accent',
        values: points.map(({ metrics }) => metrics[metric]?.value ?? null),
      },
      {
        label: 'before',
        color: '--line-strong',
        isDashed: true,
        values: atMs.map((ms) => nearest(before, ms, stepsMs[step] / 2)),
      },
    ],
    limits: isVitalName(metric)
      ? [
          { value: vitals[metric].good, color: '--good-fill' },
          { value: vitals[metric].poor, color: '--poor-fill' },
        ]
      : undefined,
  };
}

const hourMs = 3_600_000;
const stepsMs: Record<Series['step'], number> = {
  hour: hourMs,
  day: 24 * hourMs,
  week: 7 * 24 * hourMs,
  month: 30 * 24 * hourMs,
};

/** Buckets begin at whole hours and days; the earlier span is shifted by a length that need not be one. */
function nearest(values: ReadonlyMap<number, number | null>, atMs: number, withinMs: number): number | null {
  let best: [distanceMs: number, value: number | null] | null = null;
  for (const [ms, value] of values) {
    const distanceMs = Math.abs(ms - atMs);
    if (!best || distanceMs < best[0]) best = [distanceMs, value];
  }
  return best && best[0] <= withinMs ? best[1] : null;
}
