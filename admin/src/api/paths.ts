/** The addresses of the read API's questions. */

export type Params = Record<string, string | number | readonly string[] | undefined>;

export function viewsPath(site: string, params: Params): string {
  return withQuery(`/api/v1/sites/${encodeURIComponent(site)}/views`, params);
}

export function viewPath(site: string, view: string): string {
  return `/api/v1/sites/${encodeURIComponent(site)}/views/${encodeURIComponent(view)}`;
}

/** @param question What stands behind the site in the address, e.g. `summary`. */
export function sitePath(site: string, question: string, params: Params = {}): string {
  const rest = question === '' ? '' : `/${question}`;
  return withQuery(`/api/v1/sites/${encodeURIComponent(site)}${rest}`, params);
}

export function withQuery(path: string, params: Params): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (value === undefined) continue;
    for (const one of typeof value === 'object' ? value : [value]) query.append(name, String(one));
  }
  return query.size === 0 ? path : `${path}?${query}`;
}
