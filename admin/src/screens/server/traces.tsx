/** Requests whose statements were kept, slowest first. */
import type { TraceList } from '@throughline/protocol';
import { useAnswer } from '../../api/use-answer.ts';
import { useApp } from '../../app-context.ts';
import { formatCount } from '../../format/count.ts';
import { formatMs } from '../../format/duration.ts';
import { formatFullMoment } from '../../format/moment.ts';
import { Choice } from '../../ui/choice.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { ExportLinks } from '../../ui/export-links.tsx';
import { numberColumn } from '../../ui/number-column.ts';
import { Answered, Panel, Quiet } from '../../ui/panel.tsx';
import css from './server-screen.module.css';

const options = [
  { value: 'all', label: 'all' },
  { value: 'slow', label: 'slow' },
  { value: 'failed', label: 'failed' },
  { value: 'n+1', label: 'N+1' },
  { value: 'sampled', label: 'sampled' },
] as const;

type Row = TraceList['traces'][number];

export function Traces({ site }: { site: string }) {
  const asked = useApp().router.address.value.params.get('kept');
  const kept = options.find(({ value }) => value === asked)?.value ?? 'all';
  const list = useAnswer<TraceList>(site, {
    asks: 'span',
    of: 'traces',
    params: { order: 'slowest', kept: kept === 'all' ? undefined : kept },
  });
  return (
    <Panel
      title="Kept requests"
      hint="slowest first"
      actions={
        <>
          <Choice label="Kept because" param="kept" value={kept} options={options} usual="all" />
          <ExportLinks path={list.path} name="traces" />
        </>
      }
    >
      <Answered watched={list} label="the requests">
        {({ traces }) =>
          traces.length === 0 ? (
            <Quiet>None in this period.</Quiet>
          ) : (
            <DataTable
              caption="Kept requests"
              rows={traces}
              keyOf={({ traceId, service, startedAt }) => `${traceId} ${service} ${startedAt}`}
              columns={columns}
              first={8}
            />
          )
        }
      </Answered>
    </Panel>
  );
}

const columns = [
  {
    label: 'Request',
    cell: ({ endpoint, service, traceId }: Row) => (
      <>
        {endpoint}{' '}
        <span class={css.soft}>
          {service} · {traceId}
        </span>
      </>
    ),
  },
  {
    label: 'When',
    cell: ({ startedAt }: Row) => formatFullMoment(Date.parse(startedAt)),
    sortBy: ({ startedAt }: Row) => startedAt,
  },
  { label: 'Kept', cell: ({ kept }: Row) => kept },
  numberColumn('Status', ({ status }: Row) => status, String),
  numberColumn('Time', ({ durationMs }: Row) => durationMs, formatMs),
  numberColumn('SQL', ({ sqlMs }: Row) => sqlMs, formatMs),
  numberColumn('Statements', ({ sqlCount }: Row) => sqlCount, formatCount),
];
