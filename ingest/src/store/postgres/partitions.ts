/** Tables by time: made before the first row needs them, dropped whole when their time is over. */
import type pg from 'pg';
import { rows, transaction } from './sql.ts';

export type Span = 'day' | 'month' | 'year';

/** Every partitioned table and how long one of its parts is. */
export const partitioned = {
  views: 'day',
  view_details: 'day',
  traces: 'day',
  reports: 'day',
  system_samples: 'day',
  hour_columns: 'day',
  hour_rollups: 'day',
  hour_parts: 'day',
  day_rollups: 'month',
  day_parts: 'month',
  week_rollups: 'year',
  week_parts: 'year',
} as const satisfies Record<string, Span>;
export type Partitioned = keyof typeof partitioned;

/** `views` and a time become `views_20261124`. */
export function partitionOf(table: Partitioned, atMs: number): string {
  const { fromMs } = spanAround(partitioned[table], atMs);
  return `${table}_${new Date(fromMs).toISOString().slice(0, 10).replaceAll('-', '')}`;
}

function spanAround(span: Span, atMs: number): { fromMs: number; toMs: number } {
  const date = new Date(atMs);
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  if (span === 'day') return { fromMs: Date.UTC(year, month, day), toMs: Date.UTC(year, month, day + 1) };
  if (span === 'month') return { fromMs: Date.UTC(year, month, 1), toMs: Date.UTC(year, month + 1, 1) };
  return { fromMs: Date.UTC(year, 0, 1), toMs: Date.UTC(year + 1, 0, 1) };
}

export type Partitions = {
  /** Makes the parts of a table that hold these times, unless they are there. */
  ensure(table: Partitioned, timesMs: Iterable<number>): Promise<void>;
  /** Runs what makes sure of its parts itself; once more when another process has dropped one of them meanwhile. */
  use<T>(work: () => Promise<T>): Promise<T>;
};

const undefinedTable = '42P01';

/** Remembers what is there, so that a batch costs no question. */
export function createPartitions(pool: pg.Pool): Partitions {
  const known = new Set<string>();

  return {
    ensure: async (table, timesMs) => {
      for (const atMs of timesMs) {
        const name = partitionOf(table, atMs);
        if (known.has(name)) continue;
        await makePartition(pool, table, name, spanAround(partitioned[table], atMs));
        known.add(name);
      }
    },
    use: async (work) => {
      try {
        return await work();
      } catch (error) {
        if ((error as { code?: string }).code !== undefinedTable) throw error;
        known.clear();
        return await work();
      }
    },
  };
}

async function makePartition(
  pool: pg.Pool,
  table: Partitioned,
  name: string,
  { fromMs, toMs }: { fromMs: number; toMs: number },
): Promise<void> {
  const [from, to] = [new Date(fromMs).toISOString(), new Date(toMs).toISOString()];
  await transaction(pool, async (client) => {
    // Two processes reach midnight together.
    await client.query(`select pg_advisory_xact_lock(hashtextextended('partitions', 0))`);
    const found = await client.query('select 1 from pg_class where relname = $1', [name]);
    if (found.rowCount !== 0) return;
    await client.query(`create table ${name} partition of ${table} for values from ('${from}') to ('${to}')`);
    if (table === 'views') await client.query(`create unique index ${name}_key on ${name} (view_id, site)`);
  });
}

/** Drops the parts that end at or before a time. @returns Their names. */
export async function dropPartitions(
  client: pg.PoolClient,
  table: Partitioned,
  beforeMs: number,
): Promise<string[]> {
  const parts = await rows<{ name: string }>(client, {
    text: `select inhrelid::regclass::text as name from pg_inherits where inhparent = $1::regclass`,
    values: [table],
  });
  const dropped: string[] = [];
  for (const { name } of parts) {
    const digits = /_(\d{4})(\d{2})(\d{2})$/.exec(name);
    if (!digits) continue;
    const { toMs } = spanAround(
      partitioned[table],
      Date.UTC(Number(digits[1]), Number(digits[2]) - 1, Number(digits[3])),
    );
    if (toMs > beforeMs) continue;
    await client.query(`drop table ${name}`);
    dropped.push(name);
  }
  return dropped;
}
