/**
 * Far more senders than the door can serve, and a second site that sends a little beside them. Every number is taken by
 * autocannon; what is acknowledged must be stored all the same.
 */
import { randomUUID } from 'node:crypto';
import autocannon from 'autocannon';
import { openHouse } from './house.ts';
import { createLedger, type Ledger, type Verdict } from './ledger.ts';

export type OverloadResult = Verdict & {
  peakPerSecond: number;
  goodPerSecond: number;
  goodputRatio: number;
  acceptedP99Ms: number;
  quietSent: number;
  quietRatio: number;
};

const peakConnections = 64;
const overloadConnections = 640;
const quietEveryMs = 20;

export async function runOverload(seconds: number): Promise<OverloadResult> {
  const house = await openHouse();
  try {
    await house.startIngest();
    await house.query(`insert into sites (id, name, write_key) values ('quiet', 'Quiet', 'pk_quiet')`);
    const quiet = createLedger(house, 'pk_quiet', 'quiet');
    await untilKnown(quiet);
    quiet.statuses.clear();

    await flood(house.origin, peakConnections, 3);
    const peak = await flood(house.origin, peakConnections, Math.min(10, seconds));
    let isOver = false;
    const sending = sendEvery(quiet, quietEveryMs, () => isOver);
    const overload = await flood(house.origin, overloadConnections, seconds);
    isOver = true;
    await sending;

    const quietSent = [...quiet.statuses.values()].reduce((sum, count) => sum + count, 0);
    const peakPerSecond = peak['2xx'] / peak.duration;
    const goodPerSecond = overload['2xx'] / overload.duration;
    return {
      ...(await quiet.check(120_000)),
      peakPerSecond,
      goodPerSecond,
      goodputRatio: goodPerSecond / peakPerSecond,
      acceptedP99Ms: overload.latency.p99,
      quietSent,
      quietRatio: (quiet.statuses.get(202) ?? 0) / quietSent,
    };
  } finally {
    await house.close();
  }
}

/** The door's list of sites is a few seconds behind the database. */
async function untilKnown(ledger: Ledger): Promise<void> {
  while ((await ledger.send()).status !== 202) await new Promise((next) => setTimeout(next, 100));
}

/** Open loop: the next one is sent when its time has come, whether the last was answered or not. */
async function sendEvery(ledger: Ledger, everyMs: number, isOver: () => boolean): Promise<void> {
  const sent: Promise<unknown>[] = [];
  while (!isOver()) {
    sent.push(ledger.send());
    await new Promise((next) => setTimeout(next, everyMs));
  }
  await Promise.all(sent);
}

function flood(origin: string, connections: number, seconds: number): Promise<autocannon.Result> {
  const nowMs = Date.now();
  const view = {
    revision: 1,
    startedAtMs: nowMs,
    sentAtMs: nowMs,
    url: 'https://a.test/',
    navigationType: 'navigate',
  };
  const template = JSON.stringify({
    v: 1,
    key: 'pk_demo',
    view: { id: 'ID', ...view },
    vitals: { lcp: { value: 1_834.2 }, cls: { value: 0.02 }, inp: { value: 88 }, ttfb: { value: 120.5 } },
  });
  return autocannon({
    url: `${origin}/v1/views`,
    method: 'POST',
    connections,
    duration: seconds,
    timeout: 20,
    headers: { 'content-type': 'text/plain', 'user-agent': 'Mozilla/5.0 Chrome/142.0.0.0 Safari/537.36' },
    requests: [{ setupRequest: (request) => ({ ...request, body: template.replace('ID', randomUUID()) }) }],
  });
}
