/** Brings the database to the newest schema. The numbered files are never edited once they are released. */
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { runner } from 'node-pg-migrate';

/** The same folder from src and from dist: SQL files are not built. */
const dir = fileURLToPath(new URL('../../src/db/migrations', import.meta.url));

/** Two processes may start at once: the later one waits for the other's advisory lock and finds nothing to do. */
export async function migrate(databaseUrl: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
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
      const isLocked = error instanceof Error && /lock/i.test(error.message);
      if (!isLocked || attempt >= 100) throw error;
      await sleep(200);
    }
  }
}
