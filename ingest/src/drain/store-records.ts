/** The drain's last step: a batch of records becomes rows. What the store refuses goes to the dead letters, alone. */
import { type Enriched, enrich } from '../enrich/enrich.ts';
import type { RouteBook } from '../enrich/route-book.ts';
import type { createClientParser } from '../enrich/user-agent.ts';
import { toLiveView } from '../live/to-live-view.ts';
import { decodeRecord, type RecordFacts } from '../record.ts';
import type { Store, StoredView } from '../store/store.ts';

export type Intake = {
  store: Pick<Store, 'insertViews' | 'insertReports' | 'insertDeadLetter' | 'isRefusal' | 'announceViews'>;
  clientOf: ReturnType<typeof createClientParser>;
  routes: RouteBook;
  onDeadLetter?: (reason: string) => void;
};

type Item = { facts: RecordFacts; record: Buffer; enriched: Enriched };

/** @throws What the store throws when it is away; then the whole batch may come again. */
export async function storeRecords(records: Buffer[], intake: Intake): Promise<void> {
  const items: Item[] = [];
  for (const record of records) {
    const { facts, body } = decodeRecord(record);
    try {
      items.push({ facts, record, enriched: enrich({ facts, body }, intake) });
    } catch (error) {
      await bury(facts, record, error, intake);
    }
  }
  await intake.routes.settle(
    items.flatMap(({ enriched }) => (enriched.kind === 'view' ? [enriched.view] : [])),
  );
  await insert(items, intake);
}

/** All at once; if the data of one is refused, halves, until it is found alone. */
async function insert(items: Item[], intake: Intake): Promise<void> {
  if (items.length === 0) return;
  try {
    const views = items.flatMap(({ enriched }) => (enriched.kind === 'view' ? [enriched.view] : []));
    if (views.length > 0) {
      await intake.store.insertViews(views);
      await announce(views, intake);
    }
    const reports = items.flatMap(({ enriched }) => (enriched.kind === 'report' ? [enriched.report] : []));
    if (reports.length > 0) await intake.store.insertReports(reports);
  } catch (error) {
    if (!intake.store.isRefusal(error)) throw error;
    const [item] = items;
    if (item && items.length === 1) {
      await bury(item.facts, item.record, error, intake);
      return;
    }
    const half = Math.ceil(items.length / 2);
    await insert(items.slice(0, half), intake);
    await insert(items.slice(half), intake);
  }
}

/** Stored is stored: that nobody could be told takes nothing back. */
async function announce(views: StoredView[], { store }: Intake): Promise<void> {
  await store.announceViews(views, toLiveView).catch(() => {});
}

async function bury(facts: RecordFacts, record: Buffer, error: unknown, intake: Intake): Promise<void> {
  const reason = String(error instanceof Error ? error.message : error).slice(0, 1_000);
  await intake.store.insertDeadLetter({
    site: facts.site,
    kind: facts.kind,
    receivedAtMs: facts.receivedAtMs,
    // The refused value may be quoted in the message, and it was refused for what is in it.
    reason: reason.toWellFormed().replaceAll('\u0000', '\ufffd'),
    record,
  });
  intake.onDeadLetter?.(reason);
}
