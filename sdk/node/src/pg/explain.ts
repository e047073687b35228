/** The plan of a statement on demand, without its values, and which index would save a scan that filters most away. */
import type { Pool } from 'pg';
import { borrowPlain, type PlainConnection } from './plain-connection.ts';

export type IndexHint = {
  table: string;
  /** The condition, as PostgreSQL shows it; parameters stand for values. */
  filter: string;
  /** Estimates of PostgreSQL. */
  rowsInTable: number;
  rowsKept: number;
  /** `create index on …` */
  suggestion: string;
  planCost: number;
  /** Only where the extension hypopg is installed. */
  planCostWithIndex?: number;
};
export type Explanation =
  | { ok: true; plan: PlanNode; hints: IndexHint[] }
  /** `because`: not a statement with a plan, or PostgreSQL's refusal by SQLSTATE. */
  | { ok: false; because: string };

export type PlanNode = {
  'Node Type': string;
  'Total Cost': number;
  'Plan Rows': number;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Index Cond'?: string;
  'Hash Cond'?: string;
  'Merge Cond'?: string;
  'Join Filter'?: string;
  Schema?: string;
  Filter?: string;
  Plans?: PlanNode[];
};

const hasPlan = /^\s*(?:select|insert|update|delete|with|values)\b/i;
/** A scan that keeps more than this share needs every page anyway. */
const mostKeptRatio = 0.1;
const leastRows = 1_000;
const withinMs = 5_000;

/**
 * Asks for the generic plan (PostgreSQL 16 and newer), in a transaction that is rolled back. Nothing is run.
 * @param normalised Text without values; each `?` becomes a parameter.
 */
export async function explain(pool: Pool, normalised: string): Promise<Explanation> {
  if (!hasPlan.test(normalised))
    return { ok: false, because: 'only select, insert, update and delete have plans' };
  const text = toParameters(normalised);
  const client = await borrowPlain(pool);
  try {
    await client.query(`begin; set local statement_timeout = ${withinMs}`);
    const plan = await planOf(client, text);
    const hints: IndexHint[] = [];
    for (const scan of findScans(plan)) {
      const hint = await toHint(client, scan, plan, text);
      if (hint) hints.push(hint);
    }
    return { ok: true, plan, hints };
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    return { ok: false, because: typeof code === 'string' ? code : 'the database did not answer' };
  } finally {
    await client.query('rollback').then(
      () => client.release(),
      (error: Error) => client.release(error),
    );
  }
}

/** Literals and collapsed lists become further parameters; rows that were left out stay out. */
export function toParameters(normalised: string): string {
  let last = Math.max(0, ...[...normalised.matchAll(/\$(\d+)/g)].map(([, number]) => Number(number)));
  return normalised.replaceAll(', …', '').replace(/[?…]/g, () => `$${++last}`);
}

async function planOf(client: PlainConnection, text: string): Promise<PlanNode> {
  const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(
    `explain (generic_plan, verbose, format json) ${text}`,
  );
  return (rows[0] as (typeof rows)[number])['QUERY PLAN'][0].Plan;
}

function findScans(node: PlanNode): PlanNode[] {
  const below = (node.Plans ?? []).flatMap(findScans);
  return /^(?:Parallel )?Seq Scan$/.test(node['Node Type']) && node.Filter ? [node, ...below] : below;
}

async function toHint(
  client: PlainConnection,
  scan: PlanNode,
  plan: PlanNode,
  text: string,
): Promise<IndexHint | undefined> {
  const { Filter: filter = '', Schema: schema = '', 'Relation Name': table = '' } = scan;
  const { rows } = await client.query<{ name: string; estimate: number; columns: string[] }>(
    `select format('%I.%I', n.nspname, c.relname) as name, c.reltuples::float8 as estimate,
            (select array_agg(a.attname::text) from pg_attribute a
             where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = $1 and c.relname = $2`,
    [schema, table],
  );
  const [known] = rows;
  if (!known || known.estimate < leastRows) return undefined;
  if (scan['Plan Rows'] > known.estimate * mostKeptRatio) return undefined;
  const columns = indexableColumns(filter, known.columns);
  if (columns.length === 0) return undefined;

  const suggestion = `create index on ${known.name} (${columns.map((name) => client.escapeIdentifier(name)).join(', ')})`;
  const hint: IndexHint = {
    table: known.name,
    filter,
    rowsInTable: Math.round(known.estimate),
    rowsKept: scan['Plan Rows'],
    suggestion,
    planCost: plan['Total Cost'],
  };
  const planCostWithIndex = await costWith(client, suggestion, text);
  if (planCostWithIndex !== undefined) hint.planCostWithIndex = planCostWithIndex;
  return hint;
}

/** Columns that are compared with something, those for equality first, as an index wants them. */
function indexableColumns(filter: string, columns: string[]): string[] {
  const found = new Map<string, boolean>();
  const comparison = /(?:"((?:[^"]|"")+)"|\b([a-z_][\w$]*))\)?(?:::[\w ]+?)? (=|<=|>=|<|>) /gi;
  for (const [, quoted, plain, operator] of filter.matchAll(comparison)) {
    const name = quoted?.replaceAll('""', '"') ?? plain ?? '';
    if (columns.includes(name)) found.set(name, (found.get(name) ?? false) || operator === '=');
  }
  return [...found].sort((a, b) => Number(b[1]) - Number(a[1])).map(([name]) => name);
}

/** What the whole plan would cost with the index, which hypopg only pretends to make. */
async function costWith(client: PlainConnection, index: string, text: string): Promise<number | undefined> {
  const { rows } = await client.query<{ isThere: boolean; canReset: boolean }>(
    `select to_regproc('hypopg_create_index') is not null as "isThere",
            to_regproc('hypopg_reset') is not null as "canReset"`,
  );
  if (!rows[0]?.isThere) return undefined;
  await client.query('select * from hypopg_create_index($1)', [index]);
  const plan = await planOf(client, text);
  // It would stay for as long as the connection, and stand in the next plan that is asked for.
  if (rows[0].canReset) await client.query('select hypopg_reset()');
  return plan['Total Cost'];
}
