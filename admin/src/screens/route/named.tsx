/** Measures, marks and elements that the page gave a name. */
import type { MeasureList } from '@throughline/protocol';
import { useAnswer } from '../../api/use-answer.ts';
import { useApp } from '../../app-context.ts';
import { formatCount } from '../../format/count.ts';
import { Choice } from '../../ui/choice.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { EstimateText } from '../../ui/estimate-text.tsx';
import { ExportLinks } from '../../ui/export-links.tsx';
import { Answered, Panel, Quiet } from '../../ui/panel.tsx';

const options = [
  { value: 'measure', label: 'measures' },
  { value: 'mark', label: 'marks' },
  { value: 'element', label: 'elements' },
] as const;

type Row = MeasureList['items'][number];

export function Named({ site, route }: { site: string; route: string }) {
  const asked = useApp().router.address.value.params.get('named');
  const kind = options.find(({ value }) => value === asked)?.value ?? 'measure';
  const list = useAnswer<MeasureList>(site, { asks: 'servers', of: 'measures', params: { route, kind } });
  return (
    <Panel
      title="Named by the page"
      actions={
        <>
          <Choice label="Show" param="named" value={kind} options={options} usual="measure" />
          <ExportLinks path={list.path} name={kind} />
        </>
      }
    >
      <Answered watched={list} label="the names">
        {({ items }) =>
          items.length === 0 ? (
            <Quiet>
              None yet: the SDK takes up <code>performance.mark</code>, <code>performance.measure</code> and{' '}
              <code>elementtiming</code>.
            </Quiet>
          ) : (
            <DataTable
              caption="Named by the page"
              rows={items}
              keyOf={({ name }) => name}
              columns={columns}
            />
          )
        }
      </Answered>
    </Panel>
  );
}

const columns = [
  { label: 'Name', cell: ({ name }: Row) => name, sortBy: ({ name }: Row) => name },
  {
    label: 'Count',
    isNumber: true,
    cell: ({ count }: Row) => formatCount(count),
    sortBy: ({ count }: Row) => count,
  },
  {
    label: 'Time',
    title: 'Of a measure its length, of the others their moment after navigation start',
    isNumber: true,
    cell: ({ duration }: Row) => <EstimateText metric="apiRequestMs" estimate={duration} />,
    sortBy: ({ duration }: Row) => duration?.value,
  },
];
