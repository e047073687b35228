/**
 * `npm run seed -- --views 100000 --routes 500 --days 30`: fills a site named "Synthetic" with made-up traffic, straight into
 * the store (`--site` and `--key` name another one). With `--url http://127.0.0.1:4000` it goes through the door instead, dated
 * within the last day, as a browser's views would. The database is DATABASE_URL, else the embedded one of DATA_DIR, which must not be running.
 */
import { parseArgs } from 'node:util';
import { startEmbedded } from '@throughline/ingest/embedded';
import { rollUpStale } from '@throughline/ingest/roll-up';
import { openPostgresStore, type Store, type StoredView } from '@throughline/ingest/store';
import { makeViews } from './traffic.ts';

const dayMs = 86_400_000;
const leader = 'seed';

const { values: flags } = parseArgs({
  options: {
    views: { type: 'string', default: '100000' },
    routes: { type: 'string', default: '100' },
    days: { type: 'string', default: '30' },
    seed: { type: 'string', default: '1' },
    url: { type: 'string' },
    site: { type: 'string', default: 'synthetic' },
    key: { type: 'string', default: 'pk_synthetic' },
  },
});
const { site, key } = flags;
const [views, routes, days, seed] = [flags.views, flags.routes, flags.days, flags.seed].map(Number);
if (!views || !routes || !days || !seed) {
  console.error('Every flag is a number above 0: --views 100000 --routes 100 --days 30 --seed 1.');
  process.exit(2);
}

if (flags.url) await throughTheDoor(flags.url);
else await intoTheStore();

async function throughTheDoor(url: string): Promise<void> {
  const nowMs = Date.now();
  const options = {
    site,
    key,
    routes: routes ?? 1,
    fromMs: nowMs - dayMs / 2,
    toMs: nowMs - 30_000,
    seed,
  };
  let done = 0;
  const traffic = makeViews(views ?? 0, options);
  await Promise.all(
    Array.from({ length: 16 }, async () => {
      for (const { body } of traffic) {
        // Held back as a browser holds a view: its start is then taken as told.
        const view = { ...body.view, deferred: true };
        const text = JSON.stringify({ ...body, view });
        const answer = await fetch(`${url}/v1/views`, { method: 'POST', body: text });
        const problem = await answer.text();
        if (answer.status !== 202) throw new Error(`${url} answered ${answer.status}: ${problem}`);
        done += 1;
        if (done % 10_000 === 0) console.log(`${done.toLocaleString('en')} views sent`);
      }
    }),
  );
  console.log(`${done.toLocaleString('en')} views sent to ${url}.`);
}

async function intoTheStore(): Promise<void> {
  const embedded = process.env.DATABASE_URL
    ? undefined
    : await startEmbedded({ dataDir: process.env.DATA_DIR ?? '.data', log: console.error });
  const databaseUrl = process.env.DATABASE_URL ?? (await embedded?.database('throughline')) ?? '';
  const store = await openPostgresStore({ databaseUrl });
  try {
    await provideSite(store);
    await insertAll(store);
    console.log('Rolling up …');
    await rollUpStale(store, await becomeLeader(store));
    console.log(`The site "${site}" holds ${flags.views} made-up views over ${flags.days} days.`);
  } finally {
    await store.stepDown(leader).catch(() => {});
    await store.close();
    await embedded?.stop();
  }
}

/** The first administrator owns it; before there is one, it waits for him. */
async function provideSite(store: Store): Promise<void> {
  const owner = await store.userByEmail(process.env.ADMIN_EMAIL ?? 'admin@localhost');
  const made = { id: site, name: site.charAt(0).toUpperCase() + site.slice(1), writeKey: key, origins: [] };
  if (owner) await store.createSite(made, owner.id);
  else await store.putSite(made);
}

async function insertAll(store: Store): Promise<void> {
  const toMs = Date.now();
  const fromMs = toMs - (days ?? 1) * dayMs;
  let batch: StoredView[] = [];
  let done = 0;
  for (const view of makeViews(views ?? 0, { site, key, routes: routes ?? 1, fromMs, toMs, seed })) {
    batch.push(view);
    if (batch.length < 1_000) continue;
    await store.insertViews(batch);
    done += batch.length;
    batch = [];
    if (done % 100_000 === 0) console.log(`${done.toLocaleString('en')} views stored`);
  }
  await store.insertViews(batch);
}

/** Another process may lead: it gives way when its lease ends, or rolls up itself. */
async function becomeLeader(store: Store): Promise<number> {
  for (;;) {
    const term = await store.lead(leader, 3_600_000);
    if (term !== undefined) return term;
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
}
