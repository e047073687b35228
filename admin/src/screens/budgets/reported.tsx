/** Budgets that servers keep by themselves, as they told them last. */
import type { ReportedBudget } from '@throughline/protocol';
import { formatCount } from '../../format/count.ts';
import { formatMs } from '../../format/duration.ts';
import { formatAgo } from '../../format/moment.ts';
import { toBudgetState } from '../../state/budget-states.ts';
import { BudgetMark } from '../../ui/budget-mark.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { numberColumn } from '../../ui/number-column.ts';
import { Panel, Quiet } from '../../ui/panel.tsx';

export function Reported({ reported }: { reported: readonly ReportedBudget[] }) {
  return (
    <Panel title="Kept by the servers" hint="p95 of their last five minutes, or of the last 1,000">
      {reported.length === 0 ? (
        <Quiet>No server has told of one.</Quiet>
      ) : (
        <DataTable
          caption="Budgets of servers"
          rows={reported}
          keyOf={({ service, name }) => `${service} ${name}`}
          columns={columns}
        />
      )}
    </Panel>
  );
}

const columns = [
  { label: 'Budget', cell: ({ name }: ReportedBudget) => name, sortBy: ({ name }: ReportedBudget) => name },
  { label: 'State', cell: ({ state }: ReportedBudget) => <BudgetMark state={toBudgetState(state)} /> },
  { label: 'Service', cell: ({ service }: ReportedBudget) => service },
  numberColumn('p95', ({ p95Ms }: ReportedBudget) => p95Ms, formatMs),
  numberColumn('n', ({ n }: ReportedBudget) => n, formatCount),
  numberColumn('Good up to', ({ goodMs }: ReportedBudget) => goodMs, formatMs),
  numberColumn('Missed above', ({ poorMs }: ReportedBudget) => poorMs, formatMs),
  { label: 'Told', cell: ({ reportedAt }: ReportedBudget) => formatAgo(Date.parse(reportedAt), Date.now()) },
];
