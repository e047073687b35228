/** The addresses of the read API's questions. */

type Params = Record<string, string | number | undefined>;

export function routesPath(site: string, params: Params): string {
  return withQuery(`/api/v1/sites/${encodeURIComponent(site)}/routes`, params);
}

export function viewsPath(site: string, params: Params): string {
  return withQuery(`/api/v1/sites/${encodeURIComponent(site)}/views`, params);
}

export function viewPath(site: string, view: string): string {
  return `/api/v1/sites/${encodeURIComponent(site)}/views/${encodeURIComponent(view)}`;
}

function withQuery(path: string, params: Params): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) if (value !== undefined) query.set(name, String(value));
  return query.size === 0 ? path : `${path}?${query}`;
}
