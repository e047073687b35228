/** Sites: who has which, their settings, their write keys, their end. */
import { KeyRotation, NewSite, SiteChanges, SiteList, SiteSettings } from '@throughline/protocol';
import { z } from 'zod';
import type { Caller } from '../auth/caller.ts';
import { type Endpoint, endpoint } from '../http/endpoint.ts';
import { Refusal } from '../http/problem.ts';
import type { Store } from '../store/store.ts';
import { newWriteKey } from './write-key.ts';

export type SiteOptions = {
  store: Store;
  /** Called after each change of keys, origins and tokens, so that the doors obey at once. */
  refreshDirectory: () => Promise<void>;
  now?: () => number;
};

const dayMs = 86_400_000;

export function createSiteEndpoints({ store, refreshDirectory, now = Date.now }: SiteOptions): Endpoint[] {
  const settingsOf = async (site: string): Promise<SiteSettings> => {
    const settings = await store.siteSettings(site);
    if (!settings) throw new Refusal('not_found', 'The site was deleted a moment ago.');
    return settings;
  };

  return [
    endpoint({
      method: 'get',
      path: '/sites',
      summary: 'The sites in which the caller has a role',
      access: 'user',
      answer: SiteList,
      rows: ({ sites }) => sites,
      handle: async ({ caller }) => ({ sites: await sitesOf(store, caller) }),
    }),
    endpoint({
      method: 'post',
      path: '/sites',
      summary: 'Create a site; the caller owns it',
      access: 'admin',
      status: 201,
      body: NewSite,
      answer: SiteSettings,
      handle: async ({ body, caller }) => {
        // Access `admin` admits people alone.
        const ownerId = caller.kind === 'user' ? caller.user.id : '';
        if (!(await store.createSite({ ...body, writeKey: newWriteKey() }, ownerId))) {
          const detail = `The id ${body.id} is taken, or its last site is still being erased (about ten minutes).`;
          throw new Refusal('conflict', detail, 'id');
        }
        await refreshDirectory();
        return await settingsOf(body.id);
      },
    }),
    endpoint({
      method: 'get',
      path: '/sites/:site',
      summary: 'Settings of a site',
      access: 'viewer',
      answer: SiteSettings,
      handle: ({ site }) => settingsOf(site),
    }),
    endpoint({
      method: 'patch',
      path: '/sites/:site',
      summary: 'Change name, origins, or whether bots count; what is not sent stays',
      access: 'owner',
      body: SiteChanges,
      answer: SiteSettings,
      handle: async ({ site, body }) => {
        await store.changeSite(site, body);
        // What counts has changed, so what was counted is counted again.
        if (body.countsBots !== undefined) await store.markStale(site);
        await refreshDirectory();
        return await settingsOf(site);
      },
    }),
    endpoint({
      method: 'delete',
      path: '/sites/:site',
      summary: 'Delete a site and erase everything it has stored',
      access: 'owner',
      answer: null,
      handle: async ({ site }) => {
        await store.deleteSite(site);
        await refreshDirectory();
      },
    }),
    endpoint({
      method: 'post',
      path: '/sites/:site/keys',
      summary: 'Replace the write key; the old one is taken for some days more',
      access: 'owner',
      status: 201,
      body: KeyRotation,
      answer: SiteSettings,
      handle: async ({ site, body }) => {
        await store.rotateKey(site, newWriteKey(), now() + body.oldValidDays * dayMs);
        await refreshDirectory();
        return await settingsOf(site);
      },
    }),
    endpoint({
      method: 'delete',
      path: '/sites/:site/keys/:key',
      summary: 'End a replaced write key now',
      access: 'owner',
      params: z.object({ key: z.string().max(100) }),
      answer: null,
      handle: async ({ site, params }) => {
        if (!(await store.endOldKey(site, params.key)))
          throw new Refusal(
            'not_found',
            'There is no such old key. The current one ends when it is replaced.',
          );
        await refreshDirectory();
      },
    }),
  ];
}

async function sitesOf(store: Store, caller: Caller): Promise<SiteList['sites']> {
  if (caller.kind === 'user') return await store.sitesOf(caller.user.id);
  const site = await store.siteSettings(caller.site);
  return site ? [{ id: site.id, name: site.name, role: caller.role }] : [];
}
