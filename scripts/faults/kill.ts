/** SIGKILL at random moments and at every named point of the spool and the drain, again and again, under load. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type House, openHouse } from './house.ts';
import { createLedger, type Ledger, type Verdict } from './ledger.ts';

export type KillResult = Verdict & { cycles: number; medianReadyMs: number; slowestReadyMs: number };

/** Where a process kills itself, and at which pass at most; undefined is a kill from outside at a random moment. */
const points = [
  undefined,
  { at: 'before-write', most: 200 },
  { at: 'after-write', most: 200 },
  { at: 'after-sync', most: 200 },
  { at: 'after-insert', most: 15 },
  { at: 'rotate', most: 20 },
] as const;

/** Small segments, so that rotation happens many times in each cycle. */
const segmentBytes = 65_536;

export type KillOptions = {
  /** For the moment of the outside kills and the pass at which a named point strikes. */
  random?: () => number;
  /** Asked before each cycle: a long campaign may be ended early, and is checked all the same. */
  isOver?: () => boolean;
};

export async function runKills(
  cycles: number,
  { random = Math.random, isOver = () => false }: KillOptions = {},
): Promise<KillResult> {
  const house = await openHouse();
  try {
    const ledger = createLedger(house);
    const readyMs: number[] = [];
    while (readyMs.length < cycles && !isOver()) {
      readyMs.push(await runCycle(house, ledger, points[readyMs.length % points.length], random));
    }
    await house.startIngest();
    const verdict = await ledger.check(120_000);
    readyMs.sort((a, b) => a - b);
    return {
      ...verdict,
      cycles: readyMs.length,
      medianReadyMs: Math.round(readyMs[readyMs.length >> 1] ?? 0),
      slowestReadyMs: Math.round(readyMs.at(-1) ?? 0),
    };
  } finally {
    await house.close();
  }
}

async function runCycle(
  house: House,
  ledger: Ledger,
  point: (typeof points)[number],
  random: () => number,
): Promise<number> {
  const crash = point && { CRASH_AT: point.at, CRASH_COUNT: String(1 + Math.floor(random() * point.most)) };
  const ingest = await house.startIngest({ SPOOL_SEGMENT_BYTES: String(segmentBytes), ...crash });
  let isDead = false;
  void ingest.exited.then(() => {
    isDead = true;
  });
  const sending = ledger.sendUntil(() => isDead, 32);
  // A named point that is not reached in time is helped along from outside.
  await Promise.race([ingest.exited, sleep(crash ? 5_000 : 200 + random() * 700)]);
  await ingest.kill('SIGKILL');
  await sending;
  return ingest.readyMs;
}
