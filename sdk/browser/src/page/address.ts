/** Changes of the address without a load: what single-page applications call a navigation. */
import { safely } from './safely.ts';
import type { Page } from './views.ts';

/** The Navigation API tells of every change; elsewhere the history methods are wrapped, the one thing that is. */
export function watchAddress({ settings, addressMoved }: Page): void {
  if (settings.routeChanges === false) return;
  const onChange = safely(addressMoved);
  const { navigation } = window as { navigation?: EventTarget };
  if (navigation) {
    navigation.addEventListener('currententrychange', onChange);
    return;
  }

  addEventListener('popstate', onChange);
  for (const method of ['pushState', 'replaceState'] as const) {
    const original = history[method];
    history[method] = function (this: History, ...given) {
      original.apply(this, given);
      onChange();
    };
  }
}
