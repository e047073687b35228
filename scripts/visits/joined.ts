/**
 * Whether every document that a server sent has become a view that is joined to that very request: its view tells the same
 * trace id, and the server's time. Asked through the read API, as the admin asks.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ViewList, WholeView } from '@throughline/protocol';
import type { ReadApi } from '../read-api.ts';
import type { Navigation } from './visit.ts';

export type Seen = {
  id: string;
  url: string;
  /** Of the request that its server named. */
  traceId: string | undefined;
  requestMs: number | undefined;
  /** Services whose own traces lie under its request: of slow, failed and sampled ones. */
  services: string[];
};

export type Joined = {
  /** Documents, and those of them whose view tells of their request. */
  documents: number;
  joined: number;
  /** Those among them under which traces of the servers are kept. */
  traced: number;
  missing: Navigation[];
  /** Views of the same time without a server's part. */
  withoutServer: Seen[];
};

const pageSize = 200;
const askEveryMs = 1_000;
/** After so long without a new one nothing more is expected. */
const patienceMs = 20_000;

/** Asks until all are there, or no more come. */
export async function checkJoined(
  api: ReadApi,
  site: string,
  navigations: readonly Navigation[],
  sinceMs: number,
  say: (line: string) => void,
): Promise<Joined> {
  const known = new Map<string, Seen>();
  let best = -1;
  let bestAtMs = Date.now();
  for (;;) {
    await readNew(api, site, sinceMs, known);
    const result = join(navigations, [...known.values()]);
    if (result.joined > best) {
      best = result.joined;
      bestAtMs = Date.now();
      say(`${result.joined} of ${result.documents} documents have their view`);
    }
    const isOver = result.missing.length === 0 || Date.now() - bestAtMs > patienceMs;
    if (isOver) return result;
    await sleep(askEveryMs);
  }
}

/** A document from the browser's cache brings its old trace id: so many views, so many times it counts. */
export function join(navigations: readonly Navigation[], views: readonly Seen[]): Joined {
  const left = new Map<string | undefined, Seen[]>();
  for (const view of views)
    if (view.requestMs !== undefined) left.set(view.traceId, [...(left.get(view.traceId) ?? []), view]);
  const missing: Navigation[] = [];
  let traced = 0;
  for (const navigation of navigations) {
    const view = navigation.traceId === undefined ? undefined : left.get(navigation.traceId)?.shift();
    if (!view) missing.push(navigation);
    else if (view.services.length > 0) traced += 1;
  }
  return {
    documents: navigations.length,
    joined: navigations.length - missing.length,
    traced,
    missing,
    withoutServer: views.filter(({ requestMs }) => requestMs === undefined),
  };
}

async function readNew(api: ReadApi, site: string, sinceMs: number, known: Map<string, Seen>): Promise<void> {
  const from = new Date(sinceMs).toISOString();
  let cursor = '';
  do {
    const path = `/sites/${site}/views?from=${from}&limit=${pageSize}${cursor}`;
    const { views, next } = await api.get<ViewList>(path);
    for (const { id, url } of views)
      if (!known.has(id)) known.set(id, toSeen(await api.get<WholeView>(`/sites/${site}/views/${id}`), url));
    cursor = next === null ? '' : `&cursor=${encodeURIComponent(next)}`;
  } while (cursor !== '');
}

function toSeen({ id, navigation }: WholeView, url: string): Seen {
  return {
    id,
    url,
    traceId: navigation?.server?.traceId,
    requestMs: navigation?.server?.requestMs,
    services: [...new Set(navigation?.traces.map(({ service }) => service))],
  };
}
