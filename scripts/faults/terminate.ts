/**
 * SIGTERM under keep-alive load, again and again: what was read is answered, what was answered is stored. In the last
 * cycle PostgreSQL is stopped meanwhile: the process ends all the same, and the next start stores what waits.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { type House, openHouse } from './house.ts';
import { createLedger, type Ledger, type Verdict } from './ledger.ts';

export type TerminateResult = Verdict & {
  cycles: number;
  exits: (number | string | null)[];
  slowestExitMs: number;
  /** The exit of the cycle without a database. */
  withoutDatabaseMs: number;
};

type Ended = { exit: number | string | null; exitMs: number };

export async function runTerminations(cycles: number): Promise<TerminateResult> {
  const house = await openHouse();
  try {
    const ledger = createLedger(house);
    const ended: Ended[] = [];
    for (let cycle = 1; cycle < cycles; cycle += 1) ended.push(await runCycle(house, ledger, false));
    const last = await runCycle(house, ledger, true);
    await house.startIngest();
    return {
      ...(await ledger.check()),
      cycles,
      exits: [...ended, last].map(({ exit }) => exit),
      slowestExitMs: Math.round(Math.max(...ended.map(({ exitMs }) => exitMs))),
      withoutDatabaseMs: Math.round(last.exitMs),
    };
  } finally {
    await house.close();
  }
}

async function runCycle(house: House, ledger: Ledger, isDatabaseStopped: boolean): Promise<Ended> {
  const ingest = await house.startIngest();
  let isDead = false;
  const sending = ledger.sendUntil(() => isDead, 16);
  await sleep(300);
  const resume = isDatabaseStopped ? house.stopDatabase() : () => {};
  await sleep(100);
  const startMs = performance.now();
  ingest.child.kill('SIGTERM');
  const exit = await ingest.exited;
  const exitMs = performance.now() - startMs;
  isDead = true;
  await sending;
  resume();
  return { exit, exitMs };
}
