/** What changed, told to every process on the same database. Each forgets what it keeps of these tags. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { type Sql, sql } from '../db/sql.ts';

const channel = 'cms_changes';
const againAfterMs = 1_000;

/** For the `select` of a statement that changes something: PostgreSQL delivers it when the change is committed. */
export function announcing(tags: readonly string[]): Sql {
  return sql`pg_notify(${channel}, ${tags.join(' ')})`;
}

export type Listener = { stop(): Promise<void> };

/**
 * Listens on a connection of its own, which comes back when it is lost.
 * @param onGap Called whenever changes may have been missed: everything kept is to be forgotten.
 */
export function listenForChanges(
  databaseUrl: string,
  onTags: (tags: string[]) => void,
  onGap: () => void,
): Listener {
  let client: Client | undefined;
  let isStopped = false;

  async function connect(): Promise<void> {
    while (!isStopped) {
      const next = new Client({ connectionString: databaseUrl, keepAlive: true });
      const lost = new Promise<void>((done) => {
        next.once('error', () => done());
        next.once('end', () => done());
      });
      next.on('notification', ({ payload }) => onTags(payload ? payload.split(' ') : []));
      try {
        await next.connect();
        await next.query(`listen ${channel}`);
        client = next;
        onGap();
        await lost;
      } catch {
        // Away: tried again below.
      }
      client = undefined;
      await next.end().catch(() => {});
      if (!isStopped) await sleep(againAfterMs, undefined, { ref: false });
    }
  }

  const running = connect();
  return {
    async stop() {
      isStopped = true;
      await client?.end().catch(() => {});
      await running;
    },
  };
}
