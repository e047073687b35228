/** How the chosen number is spread over the views. */
import type { HistogramAnswer } from '@throughline/protocol';
import { useAnswer } from '../../api/use-answer.ts';
import { Histogram } from '../../charts/histogram.tsx';
import { ExportLinks } from '../../ui/export-links.tsx';
import { Answered, Panel, Quiet } from '../../ui/panel.tsx';
import { MetricChoice, useMetric } from './metric-choice.tsx';

export function Distribution({ site, route }: { site: string; route: string }) {
  const metric = useMetric();
  const histogram = useAnswer<HistogramAnswer>(site, {
    asks: 'views',
    of: 'histogram',
    params: { route, metric },
  });
  return (
    <Panel
      title="Distribution"
      actions={
        <>
          <MetricChoice />
          <ExportLinks path={histogram.path} name={`distribution-${metric}`} />
        </>
      }
    >
      <Answered watched={histogram} label="the distribution">
        {(answer) =>
          answer.bars.length === 0 ? (
            <Quiet>No view told it in this period.</Quiet>
          ) : (
            <Histogram answer={answer} />
          )
        }
      </Answered>
    </Panel>
  );
}
