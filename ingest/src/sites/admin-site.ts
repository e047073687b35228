/** The site of the admin itself: what its readers wait for is measured as any other page is (ADMIN_SITE). */
import type { Store } from '../store/store.ts';
import { newWriteKey } from './write-key.ts';

export const adminSite = 'admin';

/** Whoever has a site of that name already keeps it, with its settings. */
export async function provideAdminSite(store: Pick<Store, 'sites' | 'putSite'>): Promise<void> {
  const sites = await store.sites();
  if (sites.some(({ id }) => id === adminSite)) return;
  await store.putSite({ id: adminSite, name: 'This admin', writeKey: newWriteKey(), origins: [] });
}
