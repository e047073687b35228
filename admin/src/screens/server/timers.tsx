/** Every piece of work that a server times by name, its caches and uploads too, most time in sum first. */
import type { TimerList, TimerRow } from '@throughline/protocol';
import { useAnswer } from '../../api/use-answer.ts';
import { useApp } from '../../app-context.ts';
import { formatCount, formatRate, formatShare } from '../../format/count.ts';
import { parsePercentile } from '../../state/filters.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { ExportLinks } from '../../ui/export-links.tsx';
import { numberColumn } from '../../ui/number-column.ts';
import { Answered, Panel, Quiet } from '../../ui/panel.tsx';
import css from './server-screen.module.css';
import { inSumColumn, timeColumns } from './time-columns.tsx';

export function Timers({ site }: { site: string }) {
  const list = useAnswer<TimerList>(site, { asks: 'servers', of: 'timers', params: { limit: 500 } });
  const percentile = parsePercentile(useApp().router.address.value.params);
  return (
    <Panel
      title="Timers and caches"
      hint="most time in sum first; named by the servers’ own code"
      actions={<ExportLinks path={list.path} name="timers" />}
    >
      <Answered watched={list} label="the timers">
        {({ timers }) =>
          timers.length === 0 ? (
            <Quiet>No server has told a timer in this period.</Quiet>
          ) : (
            <DataTable
              caption="Timers and caches"
              rows={timers}
              keyOf={(row) => `${row.service} ${row.name}`}
              columns={columnsOf(percentile)}
            />
          )
        }
      </Answered>
    </Panel>
  );
}

function columnsOf(percentile: number) {
  return [
    {
      label: 'Name',
      cell: ({ name, service }: TimerRow) => (
        <>
          {name} <span class={css.soft}>{service}</span>
        </>
      ),
      sortBy: ({ name }: TimerRow) => name,
    },
    numberColumn('Count', ({ count }: TimerRow) => count, formatCount),
    numberColumn('Errors', ({ errorRate }: TimerRow) => errorRate, formatRate),
    numberColumn('Found', ({ hitRatio }: TimerRow) => hitRatio, formatShare, 'Of a cache’s look-ups'),
    ...timeColumns<TimerRow>('endpointMs', percentile),
    inSumColumn<TimerRow>(),
  ];
}
