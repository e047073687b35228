/** What may leave the page of a URL: no credentials, and neither query nor hash unless the site allows it. */
import { limits } from '@throughline/protocol/limits';

export type Kept = {
  /** Query parameters that are kept. */
  keepQuery: readonly string[];
  /** Whether the hash is kept. Default false. */
  keepHash?: boolean;
};

/** The URL without what could name a person. Of `data:` and `blob:` only the scheme is left. */
export function scrub(url: string, { keepQuery, keepHash }: Kept): string {
  const { protocol, origin, pathname, searchParams, hash } = new URL(url, location.href);
  if (!protocol.startsWith('http')) return protocol;

  for (const name of [...searchParams.keys()]) if (!keepQuery.includes(name)) searchParams.delete(name);
  const query = `${searchParams}`;
  return (origin + pathname + (query && `?${query}`) + (keepHash ? hash : '')).slice(0, limits.urlLength);
}
