/** What the page loads: by type, by foreign host, and the slowest files of the views near the percentile. */
import type { Causes, ResourceList } from '@throughline/protocol';
import { useAnswer } from '../../api/use-answer.ts';
import { useApp } from '../../app-context.ts';
import { formatBytes } from '../../format/bytes.ts';
import { formatCount } from '../../format/count.ts';
import { formatMs } from '../../format/duration.ts';
import { Choice } from '../../ui/choice.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { EstimateText } from '../../ui/estimate-text.tsx';
import { Answered, Panel, Quiet } from '../../ui/panel.tsx';
import { WebLink } from '../../ui/web-link.tsx';

const options = [
  { value: 'type', label: 'type' },
  { value: 'host', label: 'third party' },
  { value: 'slowest', label: 'slowest' },
] as const;

type Row = ResourceList['items'][number];
type Slow = Causes['resources'][number];

export function Resources({ site, route }: { site: string; route: string }) {
  const asked = useApp().router.address.value.params.get('resources');
  const by = options.find(({ value }) => value === asked)?.value ?? 'type';
  return (
    <Panel
      title="Resources"
      actions={<Choice label="By" param="resources" value={by} options={options} usual="type" />}
    >
      {by === 'slowest' ? (
        <Slowest site={site} route={route} />
      ) : (
        <Grouped key={by} site={site} route={route} by={by} />
      )}
    </Panel>
  );
}

function Grouped({ site, route, by }: { site: string; route: string; by: 'type' | 'host' }) {
  const list = useAnswer<ResourceList>(site, { asks: 'servers', of: 'resources', params: { route, by } });
  return (
    <Answered watched={list} label="the resources">
      {({ items }) =>
        items.length === 0 ? (
          <Quiet>{by === 'host' ? 'Nothing comes from elsewhere.' : 'No view told of any.'}</Quiet>
        ) : (
          <DataTable caption="Resources" rows={items} keyOf={({ name }) => name} columns={groupColumns} />
        )
      }
    </Answered>
  );
}

function Slowest({ site, route }: { site: string; route: string }) {
  const causes = useAnswer<Causes>(site, { asks: 'views', of: 'causes', params: { route, metric: 'lcp' } });
  return (
    <Answered watched={causes} label="the slowest files">
      {({ resources }) =>
        resources.length === 0 ? (
          <Quiet>No view near the percentile told of any.</Quiet>
        ) : (
          <DataTable
            caption="Slowest files"
            rows={resources}
            keyOf={({ url }) => url}
            columns={slowColumns}
          />
        )
      }
    </Answered>
  );
}

const groupColumns = [
  { label: 'Name', cell: ({ name }: Row) => name, sortBy: ({ name }: Row) => name },
  {
    label: 'Files',
    isNumber: true,
    cell: ({ count }: Row) => formatCount(count),
    sortBy: ({ count }: Row) => count,
  },
  {
    label: 'Bytes',
    isNumber: true,
    cell: ({ bytes }: Row) => formatBytes(bytes),
    sortBy: ({ bytes }: Row) => bytes,
  },
  {
    label: 'Time of a view',
    isNumber: true,
    cell: ({ duration }: Row) => <EstimateText metric="apiRequestMs" estimate={duration} />,
    sortBy: ({ duration }: Row) => duration?.value,
  },
];

const slowColumns = [
  { label: 'File', cell: ({ url }: Slow) => <WebLink text={url} /> },
  {
    label: 'Type',
    cell: ({ type, isRenderBlocking }: Slow) => `${type}${isRenderBlocking ? ', blocks rendering' : ''}`,
  },
  {
    label: 'Views',
    isNumber: true,
    cell: ({ views }: Slow) => formatCount(views),
    sortBy: ({ views }: Slow) => views,
  },
  {
    label: 'Bytes',
    isNumber: true,
    cell: ({ transferBytes }: Slow) => (transferBytes === null ? '–' : formatBytes(transferBytes)),
    sortBy: ({ transferBytes }: Slow) => transferBytes,
  },
  {
    label: 'Time',
    title: 'Median',
    isNumber: true,
    cell: ({ durationMs }: Slow) => formatMs(durationMs),
    sortBy: ({ durationMs }: Slow) => durationMs,
  },
];
