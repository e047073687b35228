/**
 * One key that sends a new path and new names with every view, by the million. Two houses hold the same neighbour; only one
 * of them has such a sender too, so that the neighbour's questions can be asked of both in turn and compared.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { rollUpStale } from '@throughline/ingest/roll-up';
import { openPostgresStore } from '@throughline/ingest/store';
import autocannon from 'autocannon';
import { makeViews } from '../seed/traffic.ts';
import { type House, openHouse } from './house.ts';

export type NamesResult = {
  accepted: number;
  /** Views of the sender in the table, and in its rollups by route once all hours are rolled up. */
  stored: number;
  rolledUp: number;
  /** Accepted, but not in both. */
  lost: number;
  /** Different values of each kind, `(other)` included. */
  groups: { routes: number; measures: number; releases: number };
  /** Median time of the neighbour's questions beside the sender, against the same without it. */
  neighbourRatio: Record<string, number>;
};

const dayMs = 86_400_000;
const neighbourDays = 7;
const connections = 32;
const measuresPerView = 3;
const rounds = 60;

const questions = {
  routes: 'routes?limit=100',
  summary: 'summary?metric=lcp&metric=inp&metric=ttfb',
  measures: 'measures?limit=100',
  'route by device': 'segments?by=device&metric=lcp',
};

/** @param views How many the sender sends. @param neighbourViews How many the neighbour has. */
export async function runRandomNames(views: number, neighbourViews = 50_000): Promise<NamesResult> {
  const [crowded, calm] = [await openHouse(), await openHouse()];
  try {
    for (const house of [crowded, calm]) await provideNeighbour(house, neighbourViews);
    const ingest = await crowded.startIngest();
    const accepted = await sendRandomNames(crowded.origin, views);
    await untilStored(crowded, accepted);
    // Its own jobs would rest between two rollups of so full an hour.
    await ingest.kill('SIGTERM');
    await rollUp(crowded);
    for (const house of [crowded, calm]) await house.startIngest();

    const [counts] = await crowded.query<Record<string, number>>(countGroups);
    const { stored = 0, rolled_up: rolledUp = 0, routes = 0, measures = 0, releases = 0 } = counts ?? {};
    return {
      accepted,
      stored,
      rolledUp,
      lost: Math.max(accepted - stored, accepted - rolledUp),
      groups: { routes, measures, releases },
      neighbourRatio: await compare(crowded, calm),
    };
  } finally {
    await crowded.close();
    await calm.close();
  }
}

async function provideNeighbour(house: House, count: number): Promise<void> {
  const store = await openPostgresStore({ databaseUrl: house.databaseUrl });
  const toMs = Date.now();
  const span = { fromMs: toMs - neighbourDays * dayMs, toMs };
  for (const id of ['neighbour', 'sender']) {
    await store.putSite({ id, name: id, writeKey: `pk_${id}`, origins: [] });
  }
  const traffic = makeViews(count, { site: 'neighbour', key: 'pk_neighbour', routes: 100, ...span });
  const all = [...traffic];
  for (let done = 0; done < count; done += 1_000) await store.insertViews(all.slice(done, done + 1_000));
  await store.close();
  await rollUp(house);
}

/** While no ingest runs. */
async function rollUp(house: House): Promise<void> {
  const store = await openPostgresStore({ databaseUrl: house.databaseUrl });
  try {
    for (;;) {
      const term = await store.lead('names', 600_000);
      if (term !== undefined) await rollUpStale(store, term);
      const [stale] = await house.query<{ count: number }>(
        `select count(*)::int as count from stale_buckets where step = 'hour' and bucket < date_trunc('hour', now(), 'UTC')`,
      );
      if (stale?.count === 0) return;
      await sleep(1_000);
    }
  } finally {
    await store.stepDown('names');
    await store.close();
  }
}

async function sendRandomNames(origin: string, views: number): Promise<number> {
  // Dated two hours back, as by a browser that held them: their hours are over and can be rolled up.
  const startedAtMs = Date.now() - 7_200_000;
  const result = await autocannon({
    url: `${origin}/v1/views`,
    method: 'POST',
    connections,
    amount: views,
    timeout: 20,
    headers: { 'content-type': 'text/plain', 'user-agent': 'Mozilla/5.0 Chrome/142.0.0.0 Safari/537.36' },
    requests: [{ setupRequest: (request) => ({ ...request, body: randomBody(startedAtMs) }) }],
  });
  return result['2xx'];
}

function randomBody(startedAtMs: number): string {
  const name = (): string => randomUUID().replaceAll('-', '').replaceAll(/\d/g, 'x');
  return JSON.stringify({
    v: 1,
    key: 'pk_sender',
    view: {
      id: randomUUID(),
      revision: 1,
      startedAtMs,
      sentAtMs: startedAtMs,
      deferred: true,
      url: `https://a.test/${name()}/${name()}?${name()}=1`,
      navigationType: 'navigate',
    },
    release: name(),
    vitals: { lcp: { value: 1_834.2 }, ttfb: { value: 120.5 } },
    measures: Array.from({ length: measuresPerView }, () => ({ name: name(), startMs: 1, durationMs: 20 })),
  });
}

async function untilStored(house: House, accepted: number): Promise<void> {
  for (;;) {
    const text = await (await fetch(`${house.origin}/metrics`)).text();
    if (Number(/^throughline_stored_total (\d+)/m.exec(text)?.[1]) >= accepted) return;
    await sleep(500);
  }
}

const countGroups = `
  with sender as (select number from sites where id = 'sender')
  select
    (select count(*)::int from views join sender on number = site) as stored,
    (select coalesce(sum(views), 0)::int from hour_rollups join sender on number = site where dimension = 1) as rolled_up,
    (select count(distinct value)::int from hour_rollups join sender on number = site where dimension = 1) as routes,
    (select count(distinct name)::int from hour_parts join sender on number = site where kind = 3) as measures,
    (select count(distinct release)::int from views join sender on number = site) as releases`;

/** Each question of both houses in turn, so that what else the machine does falls on both. */
async function compare(crowded: House, calm: House): Promise<Record<string, number>> {
  const asks = { crowded: await logIn(crowded.origin), calm: await logIn(calm.origin) };
  const ratios: Record<string, number> = {};
  for (const [name, question] of Object.entries(questions)) {
    const times = { crowded: [] as number[], calm: [] as number[] };
    for (let round = 0; round < rounds; round += 1) {
      const order = round % 2 === 0 ? (['crowded', 'calm'] as const) : (['calm', 'crowded'] as const);
      for (const which of order) {
        const startMs = performance.now();
        await asks[which](question);
        times[which].push(performance.now() - startMs);
      }
    }
    ratios[name] = median(times.crowded) / median(times.calm);
  }
  return ratios;
}

async function logIn(origin: string): Promise<(question: string) => Promise<void>> {
  const session = await fetch(`${origin}/api/v1/session`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Origin: origin },
    body: JSON.stringify({ email: 'admin@localhost', password: 'a fault test password' }),
  });
  const cookie = session.headers.get('set-cookie')?.split(';')[0] ?? '';
  const from = new Date(Date.now() - neighbourDays * dayMs).toISOString();
  return async (question) => {
    const url = `${origin}/api/v1/sites/neighbour/${question}&from=${from}&to=${new Date().toISOString()}`;
    const answer = await fetch(url, { headers: { Cookie: cookie } });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${text.slice(0, 300)}`);
  };
}

function median(times: number[]): number {
  return times.sort((a, b) => a - b)[times.length >> 1] ?? 0;
}
