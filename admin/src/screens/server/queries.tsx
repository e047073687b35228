/** Every statement that ran, by its text without literals, most time in sum first. */
import type { QueryList, QueryRow } from '@throughline/protocol';
import { useAnswer } from '../../api/use-answer.ts';
import { useApp } from '../../app-context.ts';
import { formatCount, formatCountEstimate } from '../../format/count.ts';
import { parsePercentile } from '../../state/filters.ts';
import { withParams } from '../../state/router.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { ExportLinks } from '../../ui/export-links.tsx';
import { numberColumn } from '../../ui/number-column.ts';
import { Answered, Panel, Quiet } from '../../ui/panel.tsx';
import css from './server-screen.module.css';
import { inSumColumn, timeColumns } from './time-columns.tsx';

export function Queries({ site }: { site: string }) {
  const address = useApp().router.address.value;
  const list = useAnswer<QueryList>(site, { asks: 'servers', of: 'queries', params: { limit: 500 } });
  const percentile = parsePercentile(address.params);
  return (
    <Panel
      title="Statements"
      hint="most time in sum first; literals are stripped"
      actions={<ExportLinks path={list.path} name="statements" />}
    >
      <Answered watched={list} label="the statements">
        {({ queries }) =>
          queries.length === 0 ? (
            <Quiet>No server has reported a statement in this period.</Quiet>
          ) : (
            <DataTable
              caption="Statements"
              rows={queries}
              keyOf={(row) => `${row.service} ${row.fingerprint}`}
              hrefOf={({ service, fingerprint }) =>
                withParams(address, { kind: 'query', service, name: fingerprint })
              }
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
      label: 'Statement',
      cell: ({ statement, fingerprint, service, callSite, plan }: QueryRow) => (
        <>
          <code class={css.statement} title={statement ?? undefined}>
            {statement ?? fingerprint}
          </code>
          <span class={css.soft}>
            {[service, fingerprint, callSite, hintOf(plan)].filter(Boolean).join(' · ')}
          </span>
        </>
      ),
    },
    numberColumn('Runs', ({ count }: QueryRow) => count, formatCount),
    numberColumn('Failed', ({ errors }: QueryRow) => errors, formatCount),
    numberColumn('Rows a run', ({ rows, count }: QueryRow) => rows / Math.max(1, count), formatCountEstimate),
    ...timeColumns<QueryRow>('queryMs', percentile),
    inSumColumn<QueryRow>(),
  ];
}

function hintOf(plan: QueryRow['plan']): string | null {
  if (!plan) return null;
  return plan.hints.length > 0 ? 'an index might help' : 'plan known';
}
