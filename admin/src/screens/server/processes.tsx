/** Pools of connections and processes: how they stand now, and how they stood over the period. */
import type { PoolReport, SystemAnswer } from '@throughline/protocol';
import { useMemo } from 'preact/hooks';
import { useAnswer } from '../../api/use-answer.ts';
import { useApp } from '../../app-context.ts';
import { TimeChart } from '../../charts/time-chart.tsx';
import { formatBytes } from '../../format/bytes.ts';
import { formatCount, formatCountEstimate, formatShare } from '../../format/count.ts';
import { formatMs } from '../../format/duration.ts';
import { newestSamples, type SystemSample } from '../../state/newest-samples.ts';
import { rangeSpan } from '../../state/range.ts';
import { parseScope } from '../../state/scope.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { ExportLinks } from '../../ui/export-links.tsx';
import { numberColumn } from '../../ui/number-column.ts';
import { Answered, Panel, Quiet } from '../../ui/panel.tsx';
import { seriesOf } from './process-series.ts';
import css from './server-screen.module.css';

export function Processes({ site }: { site: string }) {
  const system = useAnswer<SystemAnswer>(site, { asks: 'span', of: 'system', params: { limit: 600 } });
  return (
    <>
      <Panel title="Pools of connections" hint="as they stand; acquire and hold of the last 1,000">
        <Answered watched={system} label="the pools">
          {({ samples }) => <Pools samples={samples} />}
        </Answered>
      </Panel>
      <Panel title="Processes" actions={<ExportLinks path={system.path} name="system" />}>
        <Answered watched={system} label="the processes">
          {({ samples }) =>
            samples.length === 0 ? (
              <Quiet>No server has reported in this period.</Quiet>
            ) : (
              <>
                <DataTable
                  caption="Processes"
                  rows={newestSamples(samples)}
                  keyOf={({ service, instance }) => `${service} ${instance}`}
                  columns={processColumns}
                />
                <Charts samples={samples} />
              </>
            )
          }
        </Answered>
      </Panel>
    </>
  );
}

type Pool = PoolReport & { key: string; of: string };

function Pools({ samples }: { samples: SystemAnswer['samples'] }) {
  const pools = newestSamples(samples).flatMap(({ service, instance, pools: told = [] }) =>
    told.map((pool) => ({ ...pool, key: `${service} ${instance} ${pool.name}`, of: service })),
  );
  if (pools.length === 0) return <Quiet>No server has reported a pool in this period.</Quiet>;
  return (
    <DataTable caption="Pools of connections" rows={pools} keyOf={({ key }) => key} columns={poolColumns} />
  );
}

const poolColumns = [
  {
    label: 'Pool',
    cell: ({ name, of }: Pool) => (
      <>
        {name} <span class={css.soft}>{of}</span>
      </>
    ),
  },
  {
    label: 'In use',
    isNumber: true,
    cell: ({ inUse, size, maxOverflow }: Pool) => `${inUse} of ${size} + ${maxOverflow}`,
  },
  numberColumn('Waiting', ({ waiting }: Pool) => waiting, formatCount),
  numberColumn('Overflow', ({ overflow }: Pool) => overflow, formatCount),
  numberColumn('Acquire p95', ({ acquireMs }: Pool) => acquireMs?.p95, formatMs),
  numberColumn('Hold p95', ({ holdMs }: Pool) => holdMs?.p95, formatMs),
  numberColumn('Timeouts', ({ timeouts }: Pool) => timeouts, formatCount),
  numberColumn('Leaks', ({ leaks }: Pool) => leaks, formatCount),
  numberColumn('Made', ({ created }: Pool) => created, formatCount),
];

const processColumns = [
  {
    label: 'Process',
    cell: ({ service, instance }: SystemSample) => (
      <>
        {service} <span class={css.soft}>{instance}</span>
      </>
    ),
  },
  numberColumn('CPU', ({ system }: SystemSample) => system?.cpuRatio, formatShare, '100 % is one core'),
  numberColumn('Memory', ({ system }: SystemSample) => system?.rssBytes, formatBytes),
  numberColumn('Heap', ({ system }: SystemSample) => system?.heapUsedBytes, formatBytes),
  numberColumn('Event loop p99', ({ system }: SystemSample) => system?.eventLoopDelayP99Ms, formatMs),
  numberColumn('Loop busy', ({ system }: SystemSample) => system?.eventLoopUtilisation, formatShare),
  numberColumn('Sockets', ({ system }: SystemSample) => system?.sockets, formatCount),
  numberColumn('Machine CPU', ({ system }: SystemSample) => system?.machineCpuRatio, formatShare),
  numberColumn('Load', ({ system }: SystemSample) => system?.machineLoad, formatCountEstimate),
];

const colors = ['--accent', '--tone-sql', '--tone-response', '--tone-network', '--good-fill'];

function Charts({ samples }: { samples: readonly SystemSample[] }) {
  const { router, surroundings } = useApp();
  const span = rangeSpan(parseScope(router.address.value.params).range, surroundings.nowMs());
  const charts = useMemo(
    () => [
      {
        title: 'Event loop delay, p99',
        format: formatMs,
        ...seriesOf(samples, colors, ({ system }) => system?.eventLoopDelayP99Ms),
      },
      { title: 'CPU', format: formatShare, ...seriesOf(samples, colors, ({ system }) => system?.cpuRatio) },
      {
        title: 'Memory',
        format: formatBytes,
        ...seriesOf(samples, colors, ({ system }) => system?.rssBytes),
      },
      {
        title: 'Connections in use',
        format: formatCountEstimate,
        ...seriesOf(samples, colors, ({ pools }) => pools?.reduce((sum, { inUse }) => sum + inUse, 0)),
      },
    ],
    [samples],
  );
  return (
    <div class={css.charts}>
      {charts.map(({ title, ...drawn }) => (
        <section key={title} aria-label={title}>
          <h3>{title}</h3>
          <TimeChart title={title} {...drawn} {...span} heightPx={140} />
        </section>
      ))}
    </div>
  );
}
