/** The page's own API requests: what the browser waited beside what the server took of it. */
import type { RequestList } from '@throughline/protocol';
import { useAnswer } from '../../api/use-answer.ts';
import { formatCount } from '../../format/count.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { EstimateText } from '../../ui/estimate-text.tsx';
import { ExportLinks } from '../../ui/export-links.tsx';
import { Answered, Panel, Quiet } from '../../ui/panel.tsx';

type Row = RequestList['requests'][number];

export function Requests({ site, route }: { site: string; route: string }) {
  const requests = useAnswer<RequestList>(site, { asks: 'servers', of: 'requests', params: { route } });
  return (
    <Panel
      title="API requests of the page"
      hint="filters do not apply"
      actions={<ExportLinks path={requests.path} name="requests" />}
    >
      <Answered watched={requests} label="the requests">
        {(value) =>
          value.requests.length === 0 ? (
            <Quiet>The page made none in this period.</Quiet>
          ) : (
            <DataTable
              caption="API requests of the page"
              rows={value.requests}
              keyOf={({ name }) => name}
              columns={columns}
              first={6}
            />
          )
        }
      </Answered>
    </Panel>
  );
}

const columns = [
  { label: 'Request', cell: ({ name }: Row) => name, sortBy: ({ name }: Row) => name },
  {
    label: 'Count',
    isNumber: true,
    cell: ({ count }: Row) => formatCount(count),
    sortBy: ({ count }: Row) => count,
  },
  {
    label: 'Failed',
    isNumber: true,
    cell: ({ failed }: Row) => formatCount(failed),
    sortBy: ({ failed }: Row) => failed,
  },
  {
    label: 'Browser',
    title: 'What the browser waited',
    isNumber: true,
    cell: ({ duration }: Row) => <EstimateText metric="apiRequestMs" estimate={duration} />,
    sortBy: ({ duration }: Row) => duration?.value,
  },
  {
    label: 'Server',
    title: 'What the server took of it',
    isNumber: true,
    cell: ({ server }: Row) => <EstimateText metric="apiRequestMs" estimate={server} />,
    sortBy: ({ server }: Row) => server?.value,
  },
];
