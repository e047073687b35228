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
    announceViews: async (views) => {
      const payloads = announcementsOf(views).map((announcement) => JSON.stringify(announcement));
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

function announcementsOf(views: { site: string; view: LiveView }[]): Announcement[] {
  const bySite = new Map<string, LiveView[]>();
  for (const { site, view } of views) {
    const ofSite = bySite.get(site);
    if (ofSite) ofSite.push(view);
    else bySite.set(site, [view]);
  }
  return [...bySite].map(([site, ofSite]) => {
    const told = fitting(ofSite);
    return { site, views: told, skipped: ofSite.length - told.length };
  });
}

/** As many as one payload holds, from the first on. */
function fitting(views: LiveView[]): LiveView[] {
  let bytes = 200;
  const end = views.findIndex((view) => {
    bytes += Buffer.byteLength(JSON.stringify(view)) + 1;
    return bytes > payloadBytes;
  });
  return end < 0 ? views : views.slice(0, end);
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
