/** Elements and scripts behind LCP, INP and CLS, most views first. */
import type { Attributed } from '@throughline/protocol';
import type { VitalName } from '@throughline/protocol/vitals';
import { useAnswer } from '../../api/use-answer.ts';
import { formatCount } from '../../format/count.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { EstimateText } from '../../ui/estimate-text.tsx';
import { Answered, Panel, Quiet } from '../../ui/panel.tsx';
import css from './route-screen.module.css';

type What = Attributed['what'];
type Item = Attributed['items'][number];

const panels: readonly { what: What; title: string; vital: VitalName }[] = [
  { what: 'lcpTarget', title: 'LCP elements', vital: 'lcp' },
  { what: 'inpTarget', title: 'INP targets', vital: 'inp' },
  { what: 'inpScript', title: 'INP scripts', vital: 'inp' },
  { what: 'clsTarget', title: 'CLS shifters', vital: 'cls' },
];

export function AttributionPanels({ site, route }: { site: string; route: string }) {
  return (
    <div class={css.four}>
      {panels.map(({ what, title, vital }) => (
        <AttributionPanel key={what} site={site} route={route} what={what} title={title} vital={vital} />
      ))}
    </div>
  );
}

type AttributionPanelProps = { site: string; route: string; what: What; title: string; vital: VitalName };

function AttributionPanel({ site, route, what, title, vital }: AttributionPanelProps) {
  const attributed = useAnswer<Attributed>(site, {
    asks: 'views',
    of: 'attribution',
    params: { route, what, limit: 20 },
  });
  return (
    <Panel title={title}>
      <Answered watched={attributed} label={title}>
        {({ items }) =>
          items.length === 0 ? (
            <Quiet>No view named one.</Quiet>
          ) : (
            <DataTable
              caption={title}
              rows={items}
              keyOf={({ name }) => name}
              first={5}
              columns={[
                { label: 'Name', cell: ({ name }: Item) => <code class={css.statement}>{name}</code> },
                {
                  label: 'Views',
                  isNumber: true,
                  cell: ({ views }: Item) => formatCount(views),
                  sortBy: ({ views }: Item) => views,
                },
                {
                  label: 'Value',
                  isNumber: true,
                  cell: ({ estimate }: Item) => <EstimateText metric={vital} estimate={estimate} />,
                  sortBy: ({ estimate }: Item) => estimate.value,
                },
              ]}
            />
          )
        }
      </Answered>
    </Panel>
  );
}
