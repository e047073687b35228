/** Brings the database to the newest schema. The numbered files are never edited once they are released. */
import { readdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { isAway } from './is-away.ts';

/** The same folder from src and from dist: SQL files are not built. */
const dir = fileURLToPath(new URL('../../../src/store/postgres/migrations', import.meta.url));

export type Waiting = {
  /** How long a database that is away, as one that starts at the same time is, is waited for. Default 0. */
  withinMs?: number;
  /** Told after each try in vain. */
  onWait?: (error: unknown) => void;
};

const againAfterMs = 1_000;

/** Two processes may start at once: node-pg-migrate holds an advisory lock, and the later one finds nothing to do. */
export async function migrate(databaseUrl: string, waiting: Waiting = {}): Promise<void> {
  if (await whenThere(() => isUpToDate(databaseUrl), waiting)) return;
  // Loading it takes a quarter of a second, and most starts have nothing to migrate.
  const { runner } = await import('node-pg-migrate');
  for (let attempt = 0; ; attempt += 1) {
    try {
      await runner({
        databaseUrl,
        dir,
        direction: 'up',
        migrationsTable: 'migrations',
        checkOrder: true,
        log: () => {},
      });
      return;
    } catch (error) {
      // The other process holds the lock for as long as its migrations take.
      const isLocked = error instanceof Error && /lock/i.test(error.message);
      if (!isLocked || attempt >= 100) throw error;
      await sleep(200);
    }
  }
}

async function isUpToDate(databaseUrl: string): Promise<boolean> {
  const files = (await readdir(dir)).map((file) => file.replace(/\.sql$/, ''));
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    const table = await client.query(`select to_regclass('migrations') as name`);
    if (table.rows[0]?.name === null) return false;
    const run = await client.query<{ name: string }>('select name from migrations');
    const names = new Set(run.rows.map(({ name }) => name));
    return files.every((file) => names.has(file));
  } finally {
    await client.end();
  }
}

async function whenThere<T>(ask: () => Promise<T>, { withinMs = 0, onWait }: Waiting): Promise<T> {
  const endMs = performance.now() + withinMs;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!isAway(error) || performance.now() >= endMs) throw error;
      onWait?.(error);
      await sleep(againAfterMs);
    }
  }
}
