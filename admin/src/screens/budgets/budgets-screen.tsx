/** One list of budgets over client and server: how each stands, how it stood, and the form that makes or changes one. */
import type { Budget, BudgetList } from '@throughline/protocol';
import { useAnswer } from '../../api/use-answer.ts';
import { useApp } from '../../app-context.ts';
import { formatPlural } from '../../format/count.ts';
import { formatMetric, metricTitles } from '../../format/metric.ts';
import { formatAgo } from '../../format/moment.ts';
import { countStates, tellStates } from '../../state/budget-states.ts';
import { useRole } from '../../state/role.ts';
import { withParams } from '../../state/router.ts';
import { BudgetMark } from '../../ui/budget-mark.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { ExportLinks } from '../../ui/export-links.tsx';
import { Answered, Panel, Quiet } from '../../ui/panel.tsx';
import { ScreenHead } from '../../ui/screen-head.tsx';
import { Together } from '../../ui/together.tsx';
import { BudgetForm } from './budget-form.tsx';
import css from './budgets-screen.module.css';
import { History } from './history.tsx';
import { Presets } from './presets.tsx';
import { Reported } from './reported.tsx';

export function BudgetsScreen({ site }: { site: string }) {
  const { router } = useApp();
  const list = useAnswer<BudgetList>(site, { asks: 'nothing', of: 'budgets', everyMs: 5_000 });
  const canEdit = useRole(site) !== 'viewer';
  const address = router.address.value;
  const chosenId = address.params.get('budget');
  return (
    <>
      <ScreenHead
        crumbs={[]}
        title="Budgets"
        facts={list.state.status === 'ready' ? tellStates(countStates(list.state.value)) : ''}
        controls={
          canEdit && (
            <a class={css.new} href={withParams(address, { budget: 'new' })}>
              New budget
            </a>
          )
        }
      />
      <Together label="Loading the budgets">
        <Answered watched={list} label="the budgets">
          {({ budgets, reported }) => {
            const chosen = budgets.find(({ id }) => id === chosenId);
            return (
              <div class={css.all}>
                {chosenId === 'new' && canEdit && <BudgetForm key="new" site={site} onDone={list.retry} />}
                {chosen && (
                  <>
                    <History site={site} budget={chosen} />
                    {canEdit && (
                      <BudgetForm key={chosen.id} site={site} budget={chosen} onDone={list.retry} />
                    )}
                  </>
                )}
                <Panel
                  title="Kept here"
                  hint="looked at once a minute; a press shows one over time"
                  actions={<ExportLinks path={list.path} name="budgets" />}
                >
                  {budgets.length === 0 ? (
                    <Quiet>
                      None yet. The presets below are the vitals’ published thresholds and what a quick server
                      keeps.
                    </Quiet>
                  ) : (
                    <DataTable
                      caption="Budgets"
                      rows={budgets}
                      keyOf={({ id }) => id}
                      hrefOf={({ id }) => withParams(address, { budget: id })}
                      columns={columns}
                      first={50}
                    />
                  )}
                </Panel>
                {canEdit && <Presets site={site} budgets={budgets} onDone={list.retry} />}
                <Reported reported={reported} />
              </div>
            );
          }}
        </Answered>
      </Together>
    </>
  );
}

const columns = [
  { label: 'Budget', cell: ({ name }: Budget) => name, sortBy: ({ name }: Budget) => name },
  {
    label: 'State',
    cell: ({ state }: Budget) => <BudgetMark state={state} />,
    sortBy: ({ state }: Budget) => state,
  },
  { label: 'Of', cell: ({ metric, percentile }: Budget) => `${metricTitles[metric]}, p${percentile}` },
  { label: 'Where', cell: ({ scope }: Budget) => Object.values(scope).join(', ') || 'the whole site' },
  {
    label: 'Is',
    isNumber: true,
    cell: ({ metric, value, n }: Budget) => (
      <>
        {value === null ? '–' : formatMetric(metric, value)} <span class={css.soft}>n {n}</span>
      </>
    ),
    sortBy: ({ value }: Budget) => value,
  },
  {
    label: 'Good up to',
    isNumber: true,
    cell: ({ metric, good }: Budget) => formatMetric(metric, good),
  },
  {
    label: 'Missed above',
    isNumber: true,
    cell: ({ metric, poor }: Budget) => formatMetric(metric, poor),
  },
  { label: 'Over', cell: ({ windowMinutes }: Budget) => tellWindow(windowMinutes) },
  { label: 'Since', cell: ({ since }: Budget) => formatAgo(Date.parse(since), Date.now()) },
];

function tellWindow(minutes: number): string {
  if (minutes % 1_440 === 0) return formatPlural(minutes / 1_440, 'day');
  return minutes % 60 === 0 ? formatPlural(minutes / 60, 'hour') : formatPlural(minutes, 'minute');
}
