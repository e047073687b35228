/** What may leave the page of a URL: no credentials, and neither query nor hash unless the site allows it. */

export type Kept = {
  /** Query parameters that are kept. */
  keepQuery: readonly string[];
  /** Whether the hash is kept. Default false. */
  keepHash?: boolean;
};

/** The URL without what could name a person; none stays none. Of `data:` and `blob:` only the scheme is left. */
export function scrub(url: string, { keepQuery, keepHash }: Kept): string {
  if (!url) return url;
  const { protocol, origin, pathname, searchParams, hash } = new URL(url, location.href);
  if (!protocol.startsWith('http')) return protocol;

  // Reading them costs the page a moment.
  const query =
    keepQuery[0] && `${new URLSearchParams([...searchParams].filter(([name]) => keepQuery.includes(name)))}`;
  return origin + pathname + (query ? `?${query}` : '') + (keepHash ? hash : '');
}
