/** Which screen an address means, and the address of a screen. Knows nothing of filters. */

/** Screens of a site that need no more than its name, by their part of the address; the overview has none. */
const siteScreens = ['route', 'views', 'server', 'budgets', 'live', 'health', 'settings'] as const;
export type SiteScreen = 'overview' | (typeof siteScreens)[number];

export type Place =
  | { screen: 'start' }
  | { screen: SiteScreen; site: string }
  | { screen: 'new-site' }
  | { screen: 'account' }
  | { screen: 'view'; site: string; view: string }
  | { screen: 'unknown' };

export function parsePlace(pathname: string): Place {
  const parts = pathname.split('/').filter((part) => part !== '');
  const [first, site, third, view] = parts.map(decode);
  if (first === undefined) return { screen: 'start' };
  if (pathname === '/new-site' || pathname === '/account')
    return { screen: pathname === '/account' ? 'account' : 'new-site' };
  if (first !== 'sites' || !site || parts.length > 4) return { screen: 'unknown' };
  if (third === undefined) return { screen: 'overview', site };
  if (view !== undefined) return third === 'views' ? { screen: 'view', site, view } : { screen: 'unknown' };
  const screen = siteScreens.find((name) => name === third);
  return screen ? { screen, site } : { screen: 'unknown' };
}

/** The pattern of an address, e.g. `/sites/:site/views/:view`. */
export function placePattern(place: Place): string {
  if (place.screen === 'unknown') return '(unknown)';
  const named = {
    ...place,
    ...('site' in place && { site: ':site' }),
    ...('view' in place && { view: ':view' }),
  };
  return decodeURIComponent(placePath(named));
}

export function placePath(place: Exclude<Place, { screen: 'unknown' }>): string {
  if (place.screen === 'start') return '/';
  if (!('site' in place)) return `/${place.screen}`;
  const site = `/sites/${encodeURIComponent(place.site)}`;
  if (place.screen === 'overview') return site;
  if (place.screen === 'view') return `${site}/views/${encodeURIComponent(place.view)}`;
  return `${site}/${place.screen}`;
}

/** A broken escape in an address is no reason to fail. */
function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
