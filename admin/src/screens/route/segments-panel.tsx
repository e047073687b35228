/** The chosen number by the values of one dimension. A press on a value makes it a filter. */
import type { DimensionName, Segments, VitalEstimate } from '@throughline/protocol';
import { useAnswer } from '../../api/use-answer.ts';
import { useApp } from '../../app-context.ts';
import { ShareBar } from '../../charts/share-bar.tsx';
import { formatCount } from '../../format/count.ts';
import { metricTitles } from '../../format/metric.ts';
import { withParams } from '../../state/router.ts';
import { dimensionTitles, type FilterName, filterNames } from '../../state/scope.ts';
import { Choice } from '../../ui/choice.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { EstimateText } from '../../ui/estimate-text.tsx';
import { ExportLinks } from '../../ui/export-links.tsx';
import { Answered, Panel, Quiet } from '../../ui/panel.tsx';
import { useMetric } from './metric-choice.tsx';
import css from './route-screen.module.css';

type Row = Segments['segments'][number];

const options = filterNames.map((value) => ({ value, label: dimensionTitles[value] }));

export function SegmentsPanel({ site, route }: { site: string; route: string }) {
  const { router } = useApp();
  const metric = useMetric();
  const address = router.address.value;
  const by: FilterName = filterNames.find((name) => name === address.params.get('by')) ?? 'device';
  const segments = useAnswer<Segments>(site, {
    asks: 'views',
    of: 'segments',
    params: { route, metric, by: by satisfies DimensionName },
  });
  return (
    <Panel
      title="Segments"
      hint={metricTitles[metric]}
      actions={
        <>
          <Choice label="By" param="by" value={by} options={options} usual="device" />
          <ExportLinks path={segments.path} name={`segments-${by}`} />
        </>
      }
    >
      <Answered watched={segments} label="the segments">
        {(value) =>
          value.segments.length === 0 ? (
            <Quiet>No view in this period.</Quiet>
          ) : (
            <DataTable
              caption={`Segments by ${dimensionTitles[by]}`}
              rows={value.segments}
              keyOf={(row) => row.value}
              hrefOf={(row) => withParams(address, { [by]: row.value })}
              columns={[
                {
                  label: dimensionTitles[by],
                  cell: (row: Row) => row.value,
                  sortBy: (row: Row) => row.value,
                },
                {
                  label: 'Views',
                  isNumber: true,
                  cell: ({ views }: Row) => formatCount(views),
                  sortBy: ({ views }: Row) => views,
                },
                {
                  label: 'Value',
                  isNumber: true,
                  cell: ({ metrics }: Row) => <EstimateText metric={metric} estimate={metrics[metric]} />,
                  sortBy: ({ metrics }: Row) => metrics[metric]?.value,
                },
                { label: 'Spread', cell: ({ metrics }: Row) => <Spread estimate={metrics[metric]} /> },
              ]}
            />
          )
        }
      </Answered>
    </Panel>
  );
}

function Spread({ estimate }: { estimate: Row['metrics'][keyof Row['metrics']] }) {
  if (!estimate?.enough || !('good' in estimate)) return null;
  const shares: VitalEstimate = estimate;
  return (
    <div class={css.bar}>
      <ShareBar shares={shares} size="large" />
    </div>
  );
}
