/** Every endpoint that a server answered, most time in sum first. */
import type { EndpointList, EndpointRow } from '@throughline/protocol';
import { useAnswer } from '../../api/use-answer.ts';
import { useApp } from '../../app-context.ts';
import { formatBytes } from '../../format/bytes.ts';
import { formatCount, formatRate } from '../../format/count.ts';
import { parsePercentile } from '../../state/filters.ts';
import { withParams } from '../../state/router.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { EstimateText } from '../../ui/estimate-text.tsx';
import { ExportLinks } from '../../ui/export-links.tsx';
import { numberColumn } from '../../ui/number-column.ts';
import { Answered, Panel, Quiet } from '../../ui/panel.tsx';
import { LatestText } from './latest-text.tsx';
import css from './server-screen.module.css';
import { inSumColumn, timeColumns } from './time-columns.tsx';

export function Endpoints({ site }: { site: string }) {
  const address = useApp().router.address.value;
  const list = useAnswer<EndpointList>(site, { asks: 'servers', of: 'endpoints', params: { limit: 500 } });
  const percentile = parsePercentile(address.params);
  return (
    <Panel
      title="Endpoints"
      hint="most time in sum first; a press shows one over time"
      actions={<ExportLinks path={list.path} name="endpoints" />}
    >
      <Answered watched={list} label="the endpoints">
        {({ endpoints }) =>
          endpoints.length === 0 ? (
            <Quiet>No server has reported in this period.</Quiet>
          ) : (
            <DataTable
              caption="Endpoints"
              rows={endpoints}
              keyOf={(row) => `${row.service} ${row.endpoint}`}
              hrefOf={({ service, endpoint }) =>
                withParams(address, { kind: 'endpoint', service, name: endpoint })
              }
              columns={columnsOf(percentile)}
            />
          )
        }
      </Answered>
    </Panel>
  );
}

function columnsOf(percentile: number) {
  return [
    {
      label: 'Endpoint',
      cell: ({ endpoint, service }: EndpointRow) => (
        <>
          {endpoint} <span class={css.soft}>{service}</span>
        </>
      ),
      sortBy: ({ endpoint }: EndpointRow) => endpoint,
    },
    numberColumn('Count', ({ count }: EndpointRow) => count, formatCount),
    numberColumn('Errors', ({ errorRate }: EndpointRow) => errorRate, formatRate),
    ...timeColumns<EndpointRow>('endpointMs', percentile),
    {
      label: 'p95, last 1,000',
      title: 'Of the last 1,000 requests of each process, whatever the period, against the period’s p95',
      isNumber: true,
      cell: ({ latest }: EndpointRow) => <LatestText latest={latest} />,
      sortBy: ({ latest }: EndpointRow) => latest?.p95.high,
    },
    {
      label: `SQL p${percentile}`,
      isNumber: true,
      cell: ({ sql }: EndpointRow) => <EstimateText metric="endpointMs" estimate={sql} />,
      sortBy: ({ sql }: EndpointRow) => sql?.value,
    },
    numberColumn('Answer', ({ bytesPerResponse }: EndpointRow) => bytesPerResponse || null, formatBytes),
    inSumColumn<EndpointRow>(),
  ];
}
