/** The way to the first byte over time: what the browser waited, what the server took of it, what SQL took of that. */
import type { ReleaseList, Series } from '@throughline/protocol';
import { useMemo } from 'preact/hooks';
import { useApp } from '../../app-context.ts';
import { TimeChart } from '../../charts/time-chart.tsx';
import { formatMs } from '../../format/duration.ts';
import { rangeParams } from '../../state/range.ts';
import { Quiet } from '../../ui/panel.tsx';

const lines = [
  { metric: 'ttfb', label: 'TTFB, browser', color: '--tone-response' },
  { metric: 'requestMs', label: 'Server', color: '--tone-app' },
  { metric: 'sqlMs', label: 'SQL', color: '--tone-sql' },
] as const;

/** What views that name no release are listed under. */
const noRelease = '(none)';

export function PathChart({ series, releases }: { series: Series; releases: ReleaseList | null }) {
  const { router } = useApp();
  const drawn = useMemo(
    () => ({
      atMs: series.points.map(({ at }) => Date.parse(at)),
      lines: lines.map(({ metric, label, color }) => ({
        label: `${label} p${series.percentile}`,
        color,
        values: series.points.map(({ metrics }) => metrics[metric]?.value ?? null),
        isFilled: metric === 'sqlMs',
      })),
    }),
    [series],
  );
  const marks = useMemo(
    () =>
      (releases?.releases ?? [])
        .filter(({ release }) => release !== noRelease)
        .map(({ release, firstSeen }) => ({ atMs: Date.parse(firstSeen), label: release }))
        .sort((a, b) => a.atMs - b.atMs),
    [releases],
  );
  if (series.points.length === 0) return <Quiet>No view in this period.</Quiet>;
  return (
    <TimeChart
      title="TTFB, server time and SQL time"
      heightPx={232}
      fromMs={Date.parse(series.from)}
      toMs={Date.parse(series.to)}
      {...drawn}
      marks={marks}
      format={formatMs}
      onSpan={(fromMs, toMs) => router.setParams(rangeParams({ fromMs, toMs }))}
    />
  );
}
