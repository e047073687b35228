/**
 * Which key, token and origin belongs to which site, held in memory so that the door asks no database.
 * Refreshed every few seconds; while the database is away the last known answer stands.
 */
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ServiceToken, Site } from '../store/store.ts';

export type KnownSite = { id: string; origins: ReadonlySet<string> };
export type KnownService = { site: string; service: string };

export interface Directory {
  siteByKey(key: string): KnownSite | undefined;
  serviceByToken(token: string): KnownService | undefined;
  /** The key that new pages of a site carry. */
  writeKeyOf(site: string): string | undefined;
  refresh(): Promise<void>;
  stop(): void;
}

type Source = { sites(): Promise<Site[]>; serviceTokens(): Promise<ServiceToken[]> };

export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** @param everyMs How often it looks for changes, default 2,000. */
export function createDirectory(
  source: Source,
  everyMs = 2_000,
  onError?: (error: unknown) => void,
): Directory {
  let byKey = new Map<string, KnownSite>();
  let writeKeys = new Map<string, string>();
  let byTokenHash = new Map<string, KnownService>();
  const stopping = new AbortController();

  const refresh = async (): Promise<void> => {
    const [sites, tokens] = await Promise.all([source.sites(), source.serviceTokens()]);
    byKey = new Map(
      sites.flatMap(({ id, origins, writeKey, oldKeys = [] }) => {
        const known = { id, origins: new Set(origins) };
        return [writeKey, ...oldKeys].map((key) => [key, known] as const);
      }),
    );
    writeKeys = new Map(sites.map(({ id, writeKey }) => [id, writeKey]));
    byTokenHash = new Map(tokens.map(({ tokenHash, site, service }) => [tokenHash, { site, service }]));
  };

  const keepFresh = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      await sleep(everyMs, undefined, { signal: stopping.signal, ref: false }).catch(() => {});
      if (!stopping.signal.aborted) await refresh().catch((error: unknown) => onError?.(error));
    }
  };
  void keepFresh();

  return {
    siteByKey: (key) => byKey.get(key),
    // Looked up by hash: no comparison whose time could tell a token's letters.
    serviceByToken: (token) => byTokenHash.get(hashToken(token)),
    writeKeyOf: (site) => writeKeys.get(site),
    refresh,
    stop: () => stopping.abort(),
  };
}
