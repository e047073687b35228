/** SIGKILL at random moments and at every named point of the spool and the drain, again and again, under load. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type House, openHouse } from './house.ts';
import { createLedger, type Verdict } from './ledger.ts';

export type KillResult = Verdict & { cycles: number; slowestReadyMs: number };

/** Where a process kills itself; undefined is a kill from outside at a random moment. */
const points = [undefined, 'before-write', 'after-write', 'after-sync', 'after-insert', 'rotate'] as const;

/** Small segments, so that rotation happens many times in each cycle. */
const segmentBytes = 65_536;

/** @param random For the moment of the outside kills and the pass at which a named point strikes. */
export async function runKills(cycles: number, random: () => number = Math.random): Promise<KillResult> {
  const house = await openHouse();
  try {
    const ledger = createLedger(house);
    let slowestReadyMs = 0;
    for (let cycle = 0; cycle < cycles; cycle += 1) {
      slowestReadyMs = Math.max(
        slowestReadyMs,
        await runCycle(house, ledger, points[cycle % points.length], random),
      );
    }
    await house.startIngest();
    return { ...(await ledger.check(120_000)), cycles, slowestReadyMs };
  } finally {
    await house.close();
  }
}

async function runCycle(
  house: House,
  ledger: ReturnType<typeof createLedger>,
  point: (typeof points)[number],
  random: () => number,
): Promise<number> {
  const crash = point ? { CRASH_AT: point, CRASH_COUNT: String(1 + Math.floor(random() * 30)) } : undefined;
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
