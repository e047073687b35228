/** N+1: one statement that one endpoint runs again and again in a single request. */
import type { N1List } from '@throughline/protocol';
import { useAnswer } from '../../api/use-answer.ts';
import { formatCount, formatShare } from '../../format/count.ts';
import { formatAgo } from '../../format/moment.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { numberColumn } from '../../ui/number-column.ts';
import { Answered, Panel, Quiet } from '../../ui/panel.tsx';
import css from './server-screen.module.css';

type Row = N1List['findings'][number];

export function Repeated({ site }: { site: string }) {
  const list = useAnswer<N1List>(site, { asks: 'span', of: 'n1' });
  return (
    <Panel title="Repeated statements (N+1)">
      <Answered watched={list} label="the findings">
        {({ findings }) =>
          findings.length === 0 ? (
            <Quiet>No endpoint repeats a statement often enough to be called N+1.</Quiet>
          ) : (
            <DataTable
              caption="Repeated statements"
              rows={findings}
              keyOf={({ service, where, fingerprint }) => `${service} ${where} ${fingerprint}`}
              columns={columns}
            />
          )
        }
      </Answered>
    </Panel>
  );
}

const columns = [
  {
    label: 'Where',
    cell: ({ where, service, callSite }: Row) => (
      <>
        {where} <span class={css.soft}>{[service, callSite].filter(Boolean).join(' · ')}</span>
      </>
    ),
  },
  {
    label: 'Statement',
    cell: ({ statement, fingerprint }: Row) => <code class={css.statement}>{statement ?? fingerprint}</code>,
  },
  numberColumn('Most runs', ({ mostRuns }: Row) => mostRuns, formatCount, 'In one request'),
  numberColumn('Share', ({ share }: Row) => share, formatShare, 'Of the request’s time'),
  numberColumn('Requests', ({ requests }: Row) => requests, formatCount),
  { label: 'Allowed', cell: ({ allowedBecause }: Row) => allowedBecause ?? 'no' },
  { label: 'Seen last', cell: ({ lastSeen }: Row) => formatAgo(Date.parse(lastSeen), Date.now()) },
];
