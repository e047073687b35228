/** The LiveStore on PostgreSQL: NOTIFY and LISTEN. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { LiveView } from '@throughline/protocol';
import pg from 'pg';
import type { Announcement, LiveStore } from '../live.ts';
import { run, sql } from './sql.ts';

const channel = 'throughline_views';
/** PostgreSQL takes less than 8,000 bytes. */
const payloadBytes = 7_500;
const againAfterMs = 1_000;

export function createLiveStore(pool: pg.Pool, databaseUrl: string): LiveStore {
  return {
    announceViews: async (views, tell) => {
      const payloads = announcementsOf(views, tell).map((announcement) => JSON.stringify(announcement));
      await run(pool, sql`select pg_notify(${channel}, payload) from unnest(${payloads}::text[]) as payload`);
    },
    listenToViews: ({ onViews, onGap }) => {
      const stopping = new AbortController();
      const listening = (async () => {
        while (!stopping.signal.aborted) {
          await listen(databaseUrl, stopping.signal, onViews);
          onGap();
          await sleep(againAfterMs, undefined, { signal: stopping.signal, ref: false }).catch(() => {});
        }
      })();
      return {
        stop: async () => {
          stopping.abort();
          await listening;
        },
      };
    },
  };
}

function announcementsOf<View extends { site: string }>(
  views: readonly View[],
  tell: (view: View) => LiveView,
): Announcement[] {
  const bySite = new Map<string, View[]>();
  for (const view of views) {
    const ofSite = bySite.get(view.site);
    if (ofSite) ofSite.push(view);
    else bySite.set(view.site, [view]);
  }
  return [...bySite].map(([site, ofSite]) => {
    const told = fitting(ofSite, tell);
    return { site, views: told, skipped: ofSite.length - told.length };
  });
}

/** As many as one payload holds, from the first on. */
function fitting<View>(views: View[], tell: (view: View) => LiveView): LiveView[] {
  const told: LiveView[] = [];
  let bytes = 200;
  for (const view of views) {
    const live = tell(view);
    bytes += Buffer.byteLength(JSON.stringify(live)) + 1;
    if (bytes > payloadBytes) break;
    told.push(live);
  }
  return told;
}

/** Resolves when the connection is lost or was never made. */
async function listen(
  databaseUrl: string,
  signal: AbortSignal,
  onViews: (announcement: Announcement) => void,
): Promise<void> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    application_name: 'throughline-live',
  });
  const ended = new Promise<void>((done) => {
    client.once('end', done);
    client.on('error', () => done());
    signal.addEventListener('abort', () => done(), { once: true });
  });
  client.on('notification', ({ payload }) => {
    // Written by announceViews of a process of ours.
    if (payload) onViews(JSON.parse(payload) as Announcement);
  });
  try {
    await client.connect();
    await client.query(`listen ${channel}`);
    await ended;
  } catch {
    // It is away: the caller comes back.
  } finally {
    await client.end().catch(() => {});
  }
}
