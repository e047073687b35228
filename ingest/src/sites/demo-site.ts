/** The site of the demo website, whose public key everybody knows: there in development, never open in production. */
import type { Store } from '../store/store.ts';
import { hashToken } from './directory.ts';
import { newWriteKey } from './write-key.ts';

const demoSite = 'demo';
const demoKey = 'pk_demo';

type DemoStore = Pick<Store, 'sites' | 'putSite' | 'putServiceToken' | 'rotateKey' | 'endOldKey'>;

/** @param options.tokens What its servers report with; without any there is no demo. */
export async function provideDemoSite(
  store: DemoStore,
  { origins, tokens }: { origins: string[]; tokens: { service: string; token: string }[] },
): Promise<void> {
  if (tokens.length === 0) return;
  await store.putSite({
    id: demoSite,
    name: 'Demo',
    writeKey: demoKey,
    origins,
    // It is visited by tests and by people who try headless browsers: both want to see their views.
    countsBots: true,
  });
  for (const { service, token } of tokens)
    await store.putServiceToken({ tokenHash: hashToken(token), site: demoSite, service });
}

/** What a start in development left behind keeps its views and gets a key that nobody knows. */
export async function closeDemoSite(store: DemoStore, now = Date.now): Promise<void> {
  for (const { id, writeKey, oldKeys = [] } of await store.sites()) {
    if (writeKey !== demoKey && !oldKeys.includes(demoKey)) continue;
    // It may be among the old ones already, when somebody replaced it and development began once more.
    await store.endOldKey(id, demoKey);
    if (writeKey !== demoKey) continue;
    await store.rotateKey(id, newWriteKey(), now());
    await store.endOldKey(id, demoKey);
  }
}
