/** Which strings of a beacon may become a link: web addresses alone. Everything else stays text. */

/** The address to link to, or null for anything that is not http or https (`javascript:`, `data:`, a relative path …). */
export function toWebHref(text: string): string | null {
  if (!/^https?:\/\//i.test(text)) return null;
  try {
    const url = new URL(text);
    return url.protocol === 'http:' || url.protocol === 'https:' ? url.href : null;
  } catch {
    return null;
  }
}

/** Path and query of a web address, for lists where the origin is always the same; other text as it is. */
export function toPathText(text: string): string {
  const href = toWebHref(text);
  if (!href) return text;
  const url = new URL(href);
  return url.pathname + url.search;
}
