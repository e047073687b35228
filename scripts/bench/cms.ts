/**
 * cms-api beside a bare Express + pg that gives the same entries out of the same tables, on one PostgreSQL in one run.
 * Rounds alternate, so that a busy moment of the machine does not meet one alone. Only `list cached` comes from a cache.
 */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import autocannon from 'autocannon';
import { freePort } from '../faults/house.ts';
import { root } from '../root.ts';
import { type CmsHouse, startCmsHouse } from './cms-house.ts';
import type { Figure } from './figure.ts';

const connections = 16;
/** Linux tells CPU time in hundredths of a second. */
const tickMs = 10;

type Plan = {
  /** Of one load; the first of each route warms up and does not count. */
  seconds: number;
  rounds: number;
};
type Route = { name: string; url: string; headers?: Record<string, string>; expected: number };
type Load = { perSecond: number; p99Ms: number; ownCpuMs: number; allCpuMs: number };

export async function run(plan: Plan = { seconds: 4, rounds: 3 }): Promise<Figure[]> {
  const house = await startCmsHouse({ isFilled: true });
  const port = await freePort();
  const bare = spawn(
    process.execPath,
    [join(root, 'scripts/dist/bench/cms-bare-server.js'), String(port), house.databaseUrl],
    {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, NODE_ENV: 'production' },
    },
  );
  try {
    const origin = `http://127.0.0.1:${port}`;
    await answers(`${origin}/list`);
    const routes = await routesOf(house, origin);
    const statements = await statementsOf(routes);
    const loads = await measure(routes, house, bare.pid ?? 0, plan);
    return toFigures(loads, statements);
  } finally {
    bare.kill('SIGKILL');
    await house.stop();
  }
}

async function routesOf({ api, cachedApi }: CmsHouse, bare: string): Promise<Route[]> {
  const list = `${api}/content/articles?include=author,tags`;
  const read = `${api}/content/articles/article-77?include=author,tags`;
  const held = async (url: string) => ({ 'if-none-match': (await fetch(url)).headers.get('etag') ?? '' });
  return [
    { name: 'bare list', url: `${bare}/list`, expected: 200 },
    { name: 'list', url: list, expected: 200 },
    { name: 'list 304', url: list, headers: await held(list), expected: 304 },
    { name: 'list cached', url: `${cachedApi}/content/articles?include=author,tags`, expected: 200 },
    { name: 'bare read', url: `${bare}/read/article-77`, expected: 200 },
    { name: 'read', url: read, expected: 200 },
    { name: 'read 304', url: read, headers: await held(read), expected: 304 },
  ];
}

/** As Server-Timing tells. */
async function statementsOf(routes: Route[]): Promise<Map<string, number>> {
  const counted = new Map<string, number>();
  for (const { name, url, headers, expected } of routes) {
    const answer = await fetch(url, { headers });
    if (answer.status !== expected) throw new Error(`${url} answered ${answer.status}, not ${expected}.`);
    const told = /db;dur=[\d.]+;desc="(\d+)"/.exec(answer.headers.get('server-timing') ?? '')?.[1];
    if (told) counted.set(name, Number(told));
  }
  return counted;
}

async function measure(
  routes: Route[],
  house: CmsHouse,
  barePid: number,
  { seconds, rounds }: Plan,
): Promise<Map<string, Load>> {
  const all = new Map<string, Load[]>(routes.map(({ name }) => [name, []]));
  for (let round = 0; round <= rounds; round++) {
    for (const route of routes) {
      const pid = route.name.startsWith('bare') ? barePid : house.cmsPid;
      const one = await load(route, pid, house.postgresPid, round === 0 ? 2 : seconds);
      if (round > 0) all.get(route.name)?.push(one);
    }
  }
  return new Map([...all].map(([name, loads]) => [name, median(loads)]));
}

async function load(
  { url, headers, expected }: Route,
  pid: number,
  postgresPid: number,
  seconds: number,
): Promise<Load> {
  const before = { own: cpuMs(pid), database: childrenCpuMs(postgresPid) };
  const result = await autocannon({ url, connections, duration: seconds, headers });
  const wrong = expected === 304 ? result['2xx'] : result.non2xx;
  if (wrong > 0 || result.errors > 0)
    throw new Error(`${url}: ${wrong} answers of another kind, ${result.errors} errors.`);
  const requests = result.requests.total;
  const own = (cpuMs(pid) - before.own) / requests;
  const database = (childrenCpuMs(postgresPid) - before.database) / requests;
  return {
    perSecond: result.requests.average,
    p99Ms: result.latency.p99,
    ownCpuMs: own,
    allCpuMs: own + database,
  };
}

function median(loads: Load[]): Load {
  const middle = (read: (one: Load) => number) =>
    loads.map(read).sort((a, b) => a - b)[Math.floor(loads.length / 2)] ?? 0;
  return {
    perSecond: middle((one) => one.perSecond),
    p99Ms: middle((one) => one.p99Ms),
    ownCpuMs: middle((one) => one.ownCpuMs),
    allCpuMs: middle((one) => one.allCpuMs),
  };
}

function toFigures(loads: Map<string, Load>, statements: Map<string, number>): Figure[] {
  const of = (name: string) => loads.get(name) ?? { perSecond: 0, p99Ms: 0, ownCpuMs: 0, allCpuMs: 0 };
  const cached = of('list cached');
  const compared = ['list', 'read'].flatMap((name): Figure[] => {
    const [bare, own, held] = [of(`bare ${name}`), of(name), of(`${name} 304`)];
    const ratio = own.perSecond / bare.perSecond;
    const count = statements.get(name) ?? Number.NaN;
    const ownShare = held.ownCpuMs / own.ownCpuMs;
    const share = held.allCpuMs / own.allCpuMs;
    return [
      { what: `${name}: bare Express + pg`, value: bare.perSecond, unit: 'req/s' },
      { what: `${name}: cms-api`, value: own.perSecond, unit: 'req/s' },
      { what: `${name}: cms-api against bare`, value: ratio, unit: '×', goal: 0.6, met: ratio >= 0.6 },
      { what: `${name}: p99, bare`, value: bare.p99Ms, unit: 'ms' },
      { what: `${name}: p99, cms-api`, value: own.p99Ms, unit: 'ms', goal: 50, met: own.p99Ms <= 50 },
      { what: `${name}: statements`, value: count, unit: '', goal: 2, met: count <= 2 },
      { what: `${name}: 304`, value: held.perSecond, unit: 'req/s' },
      {
        what: `${name}: CPU of a 304 against the full answer, with PostgreSQL`,
        value: share,
        unit: '×',
        goal: 0.5,
        met: share <= 0.5,
      },
      { what: `${name}: CPU of a 304 against the full answer, cms-api alone`, value: ownShare, unit: '×' },
    ];
  });
  return [
    ...compared,
    { what: 'list, cached', value: cached.perSecond, unit: 'req/s' },
    { what: 'list, cached: p99', value: cached.p99Ms, unit: 'ms', goal: 10, met: cached.p99Ms <= 10 },
  ];
}

function cpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  // utime and stime are the 14th and 15th field; state is the third.
  return (Number(fields[11]) + Number(fields[12])) * tickMs;
}

/** Each connection is a process of PostgreSQL. */
function childrenCpuMs(parent: number): number {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .reduce((sum, name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
        return Number(stat[1]) === parent ? sum + cpuMs(Number(name)) : sum;
      } catch {
        // It ended meanwhile.
        return sum;
      }
    }, 0);
}

async function answers(url: string): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const isUp = await fetch(url).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isUp) return;
    await sleep(100);
  }
  throw new Error(`${url} did not answer.`);
}
