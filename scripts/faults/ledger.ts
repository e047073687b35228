/**
 * The ledger that every fault test keeps: what was sent, and how it was answered. After recovery it says whether each
 * acknowledged view is stored exactly once with the content that was sent, and nothing is stored that was never sent.
 */
import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { unpack } from '@throughline/ingest/pack';
import { ViewBody } from '@throughline/protocol';
import type { House } from './house.ts';

export type Verdict = {
  acknowledged: number;
  lost: number;
  strangers: number;
  changed: number;
  stored: number;
};

type Entry = { number: number; hash: string; isAcknowledged: boolean };

export type Ledger = {
  /** Sends one new view, or again one that was sent. Never rejects: what the network did is written down. */
  send(again?: string): Promise<{ id: string; status: number }>;
  /** Sends from `senders` loops until `isDone` says so. */
  sendUntil(isDone: () => boolean, senders?: number): Promise<void>;
  /** A valid body that the ledger does not follow up. */
  sample(): string;
  statuses: Map<number, number>;
  acknowledged(): number;
  /** Waits until everything acknowledged is there, or `withinMs` have passed, and compares. */
  check(withinMs?: number): Promise<Verdict>;
};

/** @param site Its write key; the demo site's by default. */
export function createLedger(
  house: Pick<House, 'origin' | 'query'>,
  key = 'pk_demo',
  siteId = 'demo',
): Ledger {
  const entries = new Map<string, Entry>();
  const statuses = new Map<number, number>();
  let sent = 0;

  const send = async (again?: string): Promise<{ id: string; status: number }> => {
    const id = again ?? randomUUID();
    const number = entries.get(id)?.number ?? sent++;
    const body = bodyOf(id, key, number, again ? 2 : 1);
    const entry = entries.get(id) ?? { number, hash: hashOf(body), isAcknowledged: false };
    // Written down before it is sent: an answer that never arrives may still have been kept.
    entries.set(id, entry);
    const status = await fetch(`${house.origin}/v1/views`, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'Content-Type': 'text/plain', 'User-Agent': 'Mozilla/5.0 Chrome/142.0.0.0 Safari/537.36' },
    }).then(
      async (answer) => {
        await answer.arrayBuffer();
        return answer.status;
      },
      () => 0,
    );
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    if (status === 202) entry.isAcknowledged = true;
    return { id, status };
  };

  const compare = async (): Promise<Verdict> => {
    const rows = await house.query<{ view_id: string; body: Buffer }>(
      'select view_id, body from view_details join sites on sites.number = site where sites.id = $1',
      [siteId],
    );
    const stored = new Map(rows.map(({ view_id, body }) => [view_id, hashOf(unpack<ViewBody>(body))]));
    const verdict: Verdict = { acknowledged: 0, lost: 0, strangers: 0, changed: 0, stored: rows.length };
    for (const [id, { hash, isAcknowledged }] of entries) {
      if (isAcknowledged) verdict.acknowledged += 1;
      if (isAcknowledged && !stored.has(id)) verdict.lost += 1;
      if (stored.has(id) && stored.get(id) !== hash) verdict.changed += 1;
    }
    verdict.strangers = rows.filter(({ view_id }) => !entries.has(view_id)).length;
    return verdict;
  };

  return {
    send,
    sample: () => JSON.stringify(bodyOf(randomUUID(), key, 0, 1)),
    statuses,
    acknowledged: () => [...entries.values()].filter((entry) => entry.isAcknowledged).length,
    sendUntil: async (isDone, senders = 16) => {
      await Promise.all(
        Array.from({ length: senders }, async () => {
          while (!isDone()) {
            const { status } = await send();
            // A server that is gone answers at once: no busy loop against a closed port.
            if (status === 0) await sleep(5);
          }
        }),
      );
    },
    check: async (withinMs = 30_000) => {
      const endMs = performance.now() + withinMs;
      for (;;) {
        const verdict = await compare();
        if (verdict.lost === 0 || performance.now() > endMs) return verdict;
        await sleep(100);
      }
    },
  };
}

function bodyOf(id: string, key: string, number: number, revision: number): ViewBody {
  const nowMs = Date.now();
  return ViewBody.parse({
    v: 1,
    key,
    view: {
      id,
      revision,
      startedAtMs: nowMs - 3_000,
      sentAtMs: nowMs,
      url: `https://example.test/articles/${number % 50}`,
      navigationType: 'navigate',
    },
    vitals: {
      lcp: { value: 800 + (number % 3_000) },
      cls: { value: (number % 30) / 100 },
      ttfb: { value: number % 900 },
    },
    tags: { number: String(number) },
  });
}

/** What must come through unchanged. A view told again differs in its revision and its clock alone. */
function hashOf({ view, vitals, key, tags }: ViewBody): string {
  return createHash('sha256')
    .update(JSON.stringify([view.id, view.url, key, vitals, tags]))
    .digest('hex');
}
