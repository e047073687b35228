/** One budget over time: its value and thresholds, its state hour by hour, and when it changed. */
import type { Budget, BudgetHistory } from '@throughline/protocol';
import { useMemo } from 'preact/hooks';
import { useAnswer } from '../../api/use-answer.ts';
import { useApp } from '../../app-context.ts';
import { TimeChart } from '../../charts/time-chart.tsx';
import { formatMetric, metricTitles } from '../../format/metric.ts';
import { formatFullMoment } from '../../format/moment.ts';
import { formatRange, rangeSpan } from '../../state/range.ts';
import { parseScope } from '../../state/scope.ts';
import { BudgetMark } from '../../ui/budget-mark.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { Answered, Panel, Quiet } from '../../ui/panel.tsx';
import { RangePicker } from '../../ui/range-picker.tsx';

export function History({ site, budget }: { site: string; budget: Budget }) {
  const { range } = parseScope(useApp().router.address.value.params);
  const history = useAnswer<BudgetHistory>(site, { asks: 'span', of: `budgets/${budget.id}` });
  return (
    <Panel
      title={budget.name}
      hint={`${metricTitles[budget.metric]}, p${budget.percentile}, ${formatRange(range)}`}
      actions={<RangePicker />}
    >
      <Answered watched={history} label="its past">
        {(value) => <Past history={value} />}
      </Answered>
    </Panel>
  );
}

function Past({ history: { budget, hours, changes } }: { history: BudgetHistory }) {
  const { router, surroundings } = useApp();
  const { range } = parseScope(router.address.value.params);
  const span = rangeSpan(range, surroundings.nowMs());
  const { metric, good, poor } = budget;
  const drawn = useMemo(() => {
    const inOrder = [...hours].reverse();
    return {
      atMs: inOrder.map(({ at }) => Date.parse(at)),
      lines: [{ label: 'value', color: '--accent', values: inOrder.map(({ value }) => value) }],
      limits: [
        { value: good, color: '--good-fill' },
        { value: poor, color: '--poor-fill' },
      ],
    };
  }, [hours, good, poor]);
  const format = useMemo(() => (value: number) => formatMetric(metric, value), [metric]);
  return (
    <>
      {hours.length === 0 ? (
        <Quiet>It has not stood for an hour in this period.</Quiet>
      ) : (
        <TimeChart
          title={`${budget.name} hour by hour`}
          {...drawn}
          {...span}
          format={format}
          heightPx={150}
        />
      )}
      {changes.length > 0 && (
        <DataTable
          caption="Changes of state"
          rows={changes}
          keyOf={({ at }) => at}
          first={5}
          columns={[
            { label: 'When', cell: ({ at }) => formatFullMoment(Date.parse(at)) },
            { label: 'From', cell: ({ before }) => <BudgetMark state={before} /> },
            { label: 'To', cell: ({ state }) => <BudgetMark state={state} /> },
            { label: 'Value', isNumber: true, cell: ({ value }) => (value === null ? '–' : format(value)) },
            { label: 'n', isNumber: true, cell: ({ n }) => n },
          ]}
        />
      )}
    </>
  );
}
