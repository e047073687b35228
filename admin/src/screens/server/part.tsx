/** The endpoint or the statement that was chosen below, over time. */
import type { PartSeries } from '@throughline/protocol';
import { useMemo } from 'preact/hooks';
import { useAnswer } from '../../api/use-answer.ts';
import { useApp } from '../../app-context.ts';
import { TimeChart } from '../../charts/time-chart.tsx';
import { formatMs } from '../../format/duration.ts';
import { rangeParams, rangeSpan } from '../../state/range.ts';
import { parseScope } from '../../state/scope.ts';
import { Button } from '../../ui/button.tsx';
import { Answered, Panel, Quiet } from '../../ui/panel.tsx';
import { useKeys } from '../../ui/use-keys.ts';
import { Statement } from './statement.tsx';

type Chosen = { kind: 'endpoint' | 'query'; service: string; name: string };

export function Part({ site }: { site: string }) {
  const { params } = useApp().router.address.value;
  const [kind, service, name] = [params.get('kind'), params.get('service'), params.get('name')];
  if ((kind !== 'endpoint' && kind !== 'query') || !service || !name) return null;
  return <Chart key={`${kind} ${service} ${name}`} site={site} chosen={{ kind, service, name }} />;
}

function Chart({ site, chosen }: { site: string; chosen: Chosen }) {
  const { router } = useApp();
  const series = useAnswer<PartSeries>(site, { asks: 'servers', of: 'server-series', params: chosen });
  const close = () => router.setParams({ kind: null, service: null, name: null });
  useKeys({ Escape: close });
  return (
    <Panel
      title={chosen.kind === 'endpoint' ? chosen.name : `Statement ${chosen.name}`}
      hint={chosen.service}
      actions={<Button onClick={close}>Close</Button>}
    >
      {chosen.kind === 'query' && (
        <Statement site={site} service={chosen.service} fingerprint={chosen.name} />
      )}
      <Answered watched={series} label="the course">
        {(value) => <Lines series={value} />}
      </Answered>
    </Panel>
  );
}

function Lines({ series }: { series: PartSeries }) {
  const { router, surroundings } = useApp();
  const { range, percentile } = parseScope(router.address.value.params);
  const { fromMs, toMs } = rangeSpan(range, surroundings.nowMs());
  const drawn = useMemo(
    () => ({
      atMs: series.points.map(({ at }) => Date.parse(at)),
      lines: [
        {
          label: `p${percentile}`,
          color: '--accent',
          values: series.points.map(({ duration }) => duration?.value ?? null),
        },
      ],
    }),
    [series, percentile],
  );
  if (series.points.length === 0) return <Quiet>Nothing of it in this period.</Quiet>;
  return (
    <TimeChart
      title="Time over time"
      {...drawn}
      format={formatMs}
      fromMs={fromMs}
      toMs={toMs}
      onSpan={(from, to) => router.setParams(rangeParams({ fromMs: from, toMs: to }))}
    />
  );
}
