/** The address bar as a signal. Links stay plain links: clicks on them are taken over here, not in each screen. */
import { computed, type ReadonlySignal, signal } from '@preact/signals';
import { type Place, parsePlace } from './place.ts';

export type Address = { pathname: string; params: URLSearchParams };

/** Null takes a parameter away; several values stand in it several times. */
export type ParamChanges = Record<string, string | readonly string[] | null>;

export type Router = {
  address: ReadonlySignal<Address>;
  place: ReadonlySignal<Place>;
  /** @param replace Keeps the former address out of the history: for filters while they are being typed. */
  go(href: string, options?: { replace?: boolean }): void;
  /** Changes some query parameters of this address. */
  setParams(changes: ParamChanges, options?: { replace?: boolean }): void;
};

export function createRouter(window: Window): Router {
  const address = signal<Address>(read());

  function read(): Address {
    return { pathname: window.location.pathname, params: new URLSearchParams(window.location.search) };
  }

  function go(href: string, options?: { replace?: boolean }): void {
    const isNewScreen = new URL(href, window.location.href).pathname !== window.location.pathname;
    if (options?.replace) window.history.replaceState(null, '', href);
    else window.history.pushState(null, '', href);
    address.value = read();
    if (isNewScreen) window.scrollTo(0, 0);
  }

  window.addEventListener('popstate', () => {
    address.value = read();
  });
  window.document.addEventListener('click', (event) => {
    const href = toOwnHref(event, window.location.origin);
    if (href === null) return;
    event.preventDefault();
    go(href);
  });

  return {
    address,
    place: computed(() => parsePlace(address.value.pathname)),
    go,
    setParams(changes, options) {
      go(withParams(read(), changes), options);
    },
  };
}

/** The address with some parameters changed. `:` and `/` stay readable, they are legal in a query. */
export function withParams({ pathname, params }: Address, changes: ParamChanges): string {
  const next = new URLSearchParams(params);
  for (const [name, value] of Object.entries(changes)) {
    if (typeof value === 'string') {
      next.set(name, value);
      continue;
    }
    next.delete(name);
    for (const one of value ?? []) next.append(name, one);
  }
  const query = next.toString().replaceAll('%2F', '/').replaceAll('%3A', ':');
  return query === '' ? pathname : `${pathname}?${query}`;
}

/** The address of a clicked link of this app, or null when the browser should do what it always does. */
function toOwnHref(event: MouseEvent, origin: string): string | null {
  if (event.defaultPrevented || event.button !== 0) return null;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return null;
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  if (!link || link.origin !== origin || link.target !== '' || link.hasAttribute('download')) return null;
  if (link.hash !== '' && link.pathname === globalThis.location.pathname) return null;
  return link.pathname + link.search;
}
