/** Which screen an address means, and the address of a screen. Knows nothing of filters. */

export type Place =
  | { screen: 'start' }
  | { screen: 'overview'; site: string }
  | { screen: 'views'; site: string }
  | { screen: 'view'; site: string; view: string }
  | { screen: 'unknown' };

export function parsePlace(pathname: string): Place {
  const parts = pathname.split('/').filter((part) => part !== '');
  if (parts.length === 0) return { screen: 'start' };

  const [first, site, third, view] = parts.map(decode);
  if (first !== 'sites' || !site || parts.length > 4) return { screen: 'unknown' };
  if (third === undefined) return { screen: 'overview', site };
  if (third !== 'views') return { screen: 'unknown' };
  return view === undefined ? { screen: 'views', site } : { screen: 'view', site, view };
}

export function placePath(place: Exclude<Place, { screen: 'unknown' }>): string {
  if (place.screen === 'start') return '/';
  const site = `/sites/${encodeURIComponent(place.site)}`;
  if (place.screen === 'overview') return site;
  return place.screen === 'views' ? `${site}/views` : `${site}/views/${encodeURIComponent(place.view)}`;
}

/** A broken escape in an address is no reason to fail. */
function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
