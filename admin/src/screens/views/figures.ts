/** The numbers of a view besides its vitals, in the order of the list's columns. */
import type { ViewRow } from '@throughline/protocol';
import { formatCount } from '../../format/count.ts';
import { formatMs } from '../../format/duration.ts';

export type Figure = {
  id: string;
  group: 'page' | 'api';
  label: string;
  value: (view: ViewRow) => number | undefined;
  format: (value: number) => string;
};

export const figures: readonly Figure[] = [
  { id: 'server', group: 'page', label: 'Server', value: (view) => view.server.requestMs, format: formatMs },
  { id: 'sql', group: 'page', label: 'SQL', value: (view) => view.server.sqlMs, format: formatMs },
  {
    id: 'statements',
    group: 'page',
    label: 'Queries',
    value: (view) => view.server.sqlCount,
    format: formatCount,
  },
  { id: 'requests', group: 'api', label: 'Requests', value: (view) => view.api.count, format: formatCount },
  { id: 'api', group: 'api', label: 'Server', value: (view) => view.api.requestMs, format: formatMs },
  { id: 'api-sql', group: 'api', label: 'SQL', value: (view) => view.api.sqlMs, format: formatMs },
  {
    id: 'api-statements',
    group: 'api',
    label: 'Queries',
    value: (view) => view.api.sqlCount,
    format: formatCount,
  },
];
