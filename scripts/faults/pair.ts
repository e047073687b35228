/** Two ingest processes on one database, under load and told the same views; then the one that leads is killed. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort, openHouse } from './house.ts';
import { createLedger, type Verdict } from './ledger.ts';

export type PairResult = Verdict & {
  /** Views told to both, the second time with a higher revision. */
  toldTwice: number;
  /** Terms of the leaders seen: one process leads, and after its death the other with the next term. */
  terms: number[];
};

type Lease = { holder: string; term: string };

/** @param seconds How long both are under load before the leader is killed, and the other one after it. */
export async function runPair(seconds: number): Promise<PairResult> {
  const house = await openHouse();
  try {
    const second = { PORT: String(await freePort()), DATA_DIR: join(house.dir, 'second') };
    const first = await house.startIngest();
    const firstLease = await leaseOf(house.query);
    await house.startIngest(second);
    const origins = [house.origin, `http://127.0.0.1:${second.PORT}`];
    let next = 0;
    const ledger = createLedger({
      get origin() {
        return origins[next++ % origins.length] ?? house.origin;
      },
      query: house.query,
    });

    let isOver = false;
    let toldTwice = 0;
    const tellBoth = async (): Promise<void> => {
      while (!isOver) {
        const { id } = await ledger.send();
        await ledger.send(id);
        toldTwice += 1;
      }
    };
    const sending = Promise.all(Array.from({ length: 8 }, tellBoth));
    await sleep(seconds * 1_000);
    await first.kill('SIGKILL');
    origins.shift();
    const secondLease = await leaseOf(house.query, firstLease.holder);
    await sleep(seconds * 1_000);
    isOver = true;
    await sending;

    // What the killed one had acknowledged lies in its spool until it starts again.
    await house.startIngest();
    const terms = [Number(firstLease.term), Number(secondLease.term)];
    return { ...(await ledger.check(60_000)), toldTwice, terms };
  } finally {
    await house.close();
  }
}

/** Waits until somebody leads, somebody else than `before`. */
async function leaseOf(
  query: <Row extends object>(text: string) => Promise<Row[]>,
  before?: string,
): Promise<Lease> {
  for (;;) {
    const [lease] = await query<Lease>(
      'select holder, term from job_leader where lease_until > clock_timestamp()',
    );
    if (lease && lease.holder !== before) return lease;
    await sleep(100);
  }
}
