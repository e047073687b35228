/** Lists of single views. */
import { vitalNames } from '@throughline/protocol';
import { noValue, type ViewMetric } from '../metrics.ts';
import { type ListedView, serverMetrics, type TimeRange, type ViewList } from '../store.ts';
import type { Database } from './database.ts';
import { bandCondition, keptRange } from './sample-views.ts';
import { readOnly } from './sql.ts';
import { metricColumn } from './view-columns.ts';
import { findWords, rawCondition } from './view-filters.ts';

export type ListedRow = {
  view_id: string;
  started_at: Date;
  route: number;
  origin: number;
  path: string;
  navigation_type: number;
  device: number | null;
  browser: number | null;
  country: number | null;
} & Record<string, number | null>;

const listedMetrics: readonly ViewMetric[] = [
  ...vitalNames,
  ...serverMetrics,
  'apiCount',
  'apiRequestMs',
  'apiSqlMs',
  'apiSqlCount',
];

export async function readViews(
  db: Database,
  site: string,
  range: TimeRange,
  list: ViewList,
): Promise<ListedView[]> {
  const number = await db.sites.one(site);
  const wanted = await findWords(db, number, list.filters ?? {});
  const { text, values } = rawCondition(number, keptRange(db, range), wanted);
  const conditions = [text];
  const bind = (value: unknown): string => `$${values.push(value)}`;
  if (list.before) {
    conditions.push(
      `(views.started_at, views.view_id) < (${bind(new Date(list.before.startedAtMs))}, ${bind(list.before.id)}::uuid)`,
    );
  }
  if (list.band) conditions.push(bandCondition(list.band, values));
  const columns = listedMetrics.map((metric) => `views.${metricColumn[metric]}`).join(', ');
  const found = await readOnly(db.pool, (client) =>
    client.query<ListedRow>(
      `select view_id, started_at, route, origin, path, navigation_type, device, browser, country, ${columns}
      from views
      where ${conditions.join(' and ')}
      order by started_at desc, view_id desc
      limit ${bind(list.limit)}`,
      values,
    ),
  );
  const ids = found.rows.flatMap((row) => [
    row.route,
    row.origin,
    row.navigation_type,
    row.device,
    row.browser,
    row.country,
  ]);
  const words = await db.words.read(ids.filter((id) => id !== null));
  return found.rows.map((row) => toListedView(row, words));
}

function toListedView(row: ListedRow, words: Map<number, string>): ListedView {
  const numberOf = (metric: ViewMetric): number | null | undefined => row[metricColumn[metric]];
  const word = (id: number | null): string | undefined => (id === null ? undefined : words.get(id));
  const api = present({
    requestMs: numberOf('apiRequestMs'),
    sqlMs: numberOf('apiSqlMs'),
    sqlCount: numberOf('apiSqlCount'),
  });
  return {
    id: row.view_id,
    startedAtMs: row.started_at.getTime(),
    route: word(row.route) ?? noValue,
    url: `${word(row.origin) ?? ''}${row.path}`,
    navigationType: word(row.navigation_type) ?? noValue,
    ...(row.device && { device: word(row.device) }),
    ...(row.browser && { browser: word(row.browser) }),
    ...(row.country && { country: word(row.country) }),
    vitals: present(Object.fromEntries(vitalNames.map((name) => [name, numberOf(name)]))),
    server: present(Object.fromEntries(serverMetrics.map((name) => [name, numberOf(name)]))),
    api: { ...api, count: numberOf('apiCount') ?? 0 },
  };
}

/** Leaves out what is null: missing is not zero. */
function present<Name extends string>(
  values: Record<Name, number | null | undefined>,
): Partial<Record<Name, number>> {
  const kept: Partial<Record<Name, number>> = {};
  for (const name in values) {
    const value = values[name];
    if (value !== null && value !== undefined) kept[name] = value;
  }
  return kept;
}
