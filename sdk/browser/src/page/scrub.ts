/** What may leave the page of a URL: no credentials, and neither query nor hash unless the site allows it. */
import { limits } from '@throughline/protocol/limits';

export type Kept = {
  /** Query parameters that are kept. Default none. */
  keepQuery?: readonly string[];
  /** Whether the hash is kept. Default false. */
  keepHash?: boolean;
};

/** The URL without what could name a person. Of `data:` and `blob:` only the scheme is left. */
export function scrub(url: string, kept: Kept): string {
  const parsed = new URL(url, location.href);
  if (!parsed.protocol.startsWith('http')) return parsed.protocol;

  let query = '';
  for (const name of kept.keepQuery ?? []) {
    for (const value of parsed.searchParams.getAll(name)) {
      query += `${query ? '&' : '?'}${encodeURIComponent(name)}=${encodeURIComponent(value)}`;
    }
  }
  const hash = kept.keepHash ? parsed.hash : '';
  return (parsed.origin + parsed.pathname + query + hash).slice(0, limits.urlLength);
}
