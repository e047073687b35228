/** What the merged list tells of a route, column by column: client and server side by side. */
import type { Estimate, RouteRow } from '@throughline/protocol';
import { type VitalName, vitalNames, vitals } from '@throughline/protocol/vitals';
import { formatCountEstimate } from '../../format/count.ts';
import { formatMs } from '../../format/duration.ts';
import { vitalTitles } from '../../format/vital.ts';

export type ColumnId =
  | 'route'
  | 'impact'
  | 'views'
  | VitalName
  | 'server'
  | 'sql'
  | 'statements'
  | 'requests'
  | 'api'
  | 'api-sql';

export type ServerColumn = {
  id: ColumnId;
  /** In the table, under its group's head. */
  label: string;
  title: string;
  estimate: (row: RouteRow) => Estimate | undefined;
  format: (value: number) => string;
};

export const navigationColumns: readonly ServerColumn[] = [
  {
    id: 'server',
    label: 'Server',
    title: 'Time the server took for the page itself',
    estimate: (row) => row.server.requestMs,
    format: formatMs,
  },
  {
    id: 'sql',
    label: 'SQL',
    title: 'Of it, time in SQL',
    estimate: (row) => row.server.sqlMs,
    format: formatMs,
  },
  {
    id: 'statements',
    label: 'Queries',
    title: 'SQL statements run for the page itself',
    estimate: (row) => row.server.sqlCount,
    format: formatCountEstimate,
  },
];

export const apiColumns: readonly ServerColumn[] = [
  {
    id: 'requests',
    label: 'Requests',
    title: 'API requests made by the page',
    estimate: (row) => row.api.count,
    format: formatCountEstimate,
  },
  {
    id: 'api',
    label: 'Server',
    title: 'Time the servers took for the API requests of one view',
    estimate: (row) => row.api.requestMs,
    format: formatMs,
  },
  {
    id: 'api-sql',
    label: 'SQL',
    title: 'Of it, time in SQL',
    estimate: (row) => row.api.sqlMs,
    format: formatMs,
  },
];

/** Every column one can sort by, with the name that says it all. */
export const columnNames: Record<ColumnId, string> = {
  route: 'Route',
  impact: 'Impact',
  views: 'Views',
  ...(Object.fromEntries(
    vitalNames.map((name) => [name, `${vitals[name].label}, ${vitalTitles[name]}`]),
  ) as Record<VitalName, string>),
  server: 'Page: server time',
  sql: 'Page: SQL time',
  statements: 'Page: SQL statements',
  requests: 'API: requests',
  api: 'API: server time',
  'api-sql': 'API: SQL time',
};

export const columnIds = Object.keys(columnNames) as ColumnId[];
