/** What happens to the database: stopped, its back-ends killed, behind a network that swallows, slows and resets. */
import { setTimeout as sleep } from 'node:timers/promises';
import { openHouse } from './house.ts';
import { createLedger, type Verdict } from './ledger.ts';
import { startTcpProxy } from './tcp-proxy.ts';

export type DatabaseResult = Verdict & { sent: number; answered202: number };

/** PostgreSQL stopped (SIGSTOP of the whole server) for `stoppedMs`, then its back-ends killed `kills` times. */
export async function runDatabaseFaults(stoppedMs: number, kills: number): Promise<DatabaseResult> {
  const house = await openHouse();
  try {
    await house.startIngest();
    const ledger = createLedger(house);
    let isOver = false;
    const sending = ledger.sendUntil(() => isOver, 4);
    await sleep(500);

    const resume = house.stopDatabase();
    await sleep(stoppedMs);
    resume();

    for (let kill = 0; kill < kills; kill += 1) {
      await sleep(300);
      await house
        .query(
          `select pg_terminate_backend(pid) from pg_stat_activity
          where application_name = 'throughline-ingest' and pid <> pg_backend_pid()`,
        )
        .catch(() => {});
    }
    isOver = true;
    await sending;
    return { ...(await ledger.check(60_000)), ...answers(ledger.statuses) };
  } finally {
    await house.close();
  }
}

/** A black hole, resets and 200 ms in each direction between ingest and the database, `eachMs` of each. */
export async function runNetworkFaults(eachMs: number): Promise<DatabaseResult> {
  const house = await openHouse();
  const url = new URL(house.databaseUrl);
  const proxy = await startTcpProxy(Number(url.port));
  url.port = String(proxy.port);
  try {
    await house.startIngest({ DATABASE_URL: url.href });
    const ledger = createLedger(house);
    let isOver = false;
    const sending = ledger.sendUntil(() => isOver, 4);
    for (const mode of ['pass', 'slow', 'blackhole', 'reset', 'pass'] as const) {
      proxy.setMode(mode);
      await sleep(mode === 'pass' ? 500 : eachMs);
    }
    // What hung in the black hole is cut, as a network's own time-outs would in the end.
    proxy.setMode('reset');
    proxy.setMode('pass');
    isOver = true;
    await sending;
    return { ...(await ledger.check(90_000)), ...answers(ledger.statuses) };
  } finally {
    await proxy.close();
    await house.close();
  }
}

function answers(statuses: Map<number, number>): { sent: number; answered202: number } {
  const sent = [...statuses.values()].reduce((sum, count) => sum + count, 0);
  return { sent, answered202: statuses.get(202) ?? 0 };
}
