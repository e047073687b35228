/** Budgets to begin with: each is kept by one press. */
import type { Budget, BudgetPresets } from '@throughline/protocol';
import { sitePath } from '../../api/paths.ts';
import { useWatch } from '../../api/use-watch.ts';
import { useApp } from '../../app-context.ts';
import { formatMetric, metricTitles } from '../../format/metric.ts';
import { Button } from '../../ui/button.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { FailureText, useSending } from '../../ui/form.tsx';
import { Answered, Panel, Quiet } from '../../ui/panel.tsx';

type Preset = BudgetPresets['presets'][number];
type PresetsProps = { site: string; budgets: readonly Budget[]; onDone: () => void };

export function Presets({ site, budgets, onDone }: PresetsProps) {
  const { client } = useApp();
  const sending = useSending();
  const list = useWatch<BudgetPresets>({
    key: 'presets',
    path: () => '/api/v1/budget-presets',
    everyMs: null,
  });

  async function keep(presets: readonly Preset[]): Promise<void> {
    for (const preset of presets) {
      const made = await sending.send(() => client.post(sitePath(site, 'budgets'), preset));
      if (made === null) return;
    }
    onDone();
  }

  return (
    <Answered watched={list} label="presets">
      {({ presets }) => {
        const left = presets.filter(
          ({ name, metric }) => !budgets.some((one) => one.name === name && one.metric === metric),
        );
        if (left.length === 0) return null;
        return (
          <Panel
            title="Presets"
            actions={
              <Button isDisabled={sending.isSending} onClick={() => keep(left)}>
                Keep all {left.length}
              </Button>
            }
          >
            <FailureText failure={sending.failure} />
            {budgets.length === 0 && (
              <Quiet>One press makes a budget of a preset; it can be changed afterwards.</Quiet>
            )}
            <DataTable
              caption="Presets"
              rows={left}
              keyOf={({ name, metric }) => `${name} ${metric}`}
              columns={[
                { label: 'Budget', cell: ({ name }: Preset) => name },
                {
                  label: 'Of',
                  cell: ({ metric, percentile }: Preset) => `${metricTitles[metric]}, p${percentile}`,
                },
                {
                  label: 'Good up to',
                  isNumber: true,
                  cell: ({ metric, good }: Preset) => formatMetric(metric, good),
                },
                {
                  label: 'Missed above',
                  isNumber: true,
                  cell: ({ metric, poor }: Preset) => formatMetric(metric, poor),
                },
                {
                  label: 'Keep',
                  cell: (preset: Preset) => (
                    <Button
                      isDisabled={sending.isSending}
                      label={`Keep ${preset.name}`}
                      onClick={() => keep([preset])}
                    >
                      Keep
                    </Button>
                  ),
                },
              ]}
            />
          </Panel>
        );
      }}
    </Answered>
  );
}
