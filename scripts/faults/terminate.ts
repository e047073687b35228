/** SIGTERM under keep-alive load, again and again: what was read is answered, what was answered is stored. */
import { setTimeout as sleep } from 'node:timers/promises';
import { openHouse } from './house.ts';
import { createLedger, type Verdict } from './ledger.ts';

export type TerminateResult = Verdict & {
  cycles: number;
  exits: (number | string | null)[];
  slowestExitMs: number;
};

export async function runTerminations(cycles: number): Promise<TerminateResult> {
  const house = await openHouse();
  try {
    const ledger = createLedger(house);
    const exits: TerminateResult['exits'] = [];
    let slowestExitMs = 0;
    for (let cycle = 0; cycle < cycles; cycle += 1) {
      const ingest = await house.startIngest();
      let isDead = false;
      const sending = ledger.sendUntil(() => isDead, 16);
      await sleep(300);
      const startMs = performance.now();
      ingest.child.kill('SIGTERM');
      exits.push(await ingest.exited);
      slowestExitMs = Math.max(slowestExitMs, performance.now() - startMs);
      isDead = true;
      await sending;
    }
    return { ...(await ledger.check(0)), cycles, exits, slowestExitMs };
  } finally {
    await house.close();
  }
}
