/** Where the house measures its own admin (ADMIN_SITE): each view is named by the pattern of its address. */
import { effect } from '@preact/signals';
import { placePattern } from './place.ts';
import type { Router } from './router.ts';

type Call = [name: 'setRoute', route: string];
type Measured = Window & { throughline?: (...call: Call) => void };

export function nameOwnViews(window: Measured, { place }: Pick<Router, 'place'>): void {
  if (!window.document.querySelector('script[data-key]')) return;
  const early: Call[] = [];
  window.throughline ??= Object.assign((...call: Call) => void early.push(call), { q: early });
  effect(() => window.throughline?.('setRoute', placePattern(place.value)));
}
