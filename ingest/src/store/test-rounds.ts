/** What tests of a store do again and again: a site of one's own, all rollups made. */
import { randomUUID } from 'node:crypto';
import { rollUpStale } from '../rollup/run.ts';
import type { Store, TimeRange } from './store.ts';
import { noon } from './test-samples.ts';

/** The day of all samples. */
export const wholeDay: TimeRange = { fromMs: noon - 43_200_000, toMs: noon + 43_200_000 };

export async function newTestSite(store: Store): Promise<string> {
  const id = `s-${randomUUID().slice(0, 8)}`;
  await store.putSite({ id, name: id, writeKey: `pk_${id}`, origins: [] });
  return id;
}

/** @returns The term, which every job proves. */
export async function leadTest(store: Store): Promise<number> {
  return (await store.lead('test', 60_000)) ?? 0;
}

export async function rollUpAll(store: Store): Promise<void> {
  await rollUpStale(store, await leadTest(store));
}
