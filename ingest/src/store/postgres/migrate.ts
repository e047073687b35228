/** Brings the database to the newest schema. The numbered files are never edited once they are released. */
import { fileURLToPath } from 'node:url';
import { runner } from 'node-pg-migrate';

/** The same folder from src and from dist: SQL files are not built. */
const dir = fileURLToPath(new URL('../../../src/store/postgres/migrations', import.meta.url));

/** Two processes may start at once: node-pg-migrate holds an advisory lock, and the later one finds nothing to do. */
export async function migrate(databaseUrl: string): Promise<void> {
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
      await new Promise((next) => setTimeout(next, 200));
    }
  }
}
