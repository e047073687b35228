/** The views of this document: one that goes on, and those that just ended and still wait for late entries. */
import { limits } from '@throughline/protocol/limits';
import type { Settings } from '../options.ts';
import type { NavigationType, ViewBody } from '../view-body.ts';
import { randomId } from './random-id.ts';
import { scrub } from './scrub.ts';

/** How the view began: with a document, from the back/forward cache, or by a change of the address. */
export type Beginning = 'load' | 'restore' | 'move';

export type View = {
  began: Beginning;
  /** Entries from here on belong to the view, on the clock of `performance.now()`. */
  fromMs: number;
  /** Infinity while the view goes on. */
  untilMs: number;
  /** Moments are told relative to this: activation, restore or route change. */
  zeroMs: number;
  /** The whole address, which never leaves the page. */
  address: string;
  body: ViewBody;
};

/** How the document itself was navigated to, in the protocol's words. */
export function navigationType(entry: PerformanceNavigationTiming | undefined): NavigationType {
  const { activationStart } = (entry ?? {}) as { activationStart?: number };
  if (activationStart) return 'prerender';
  if ((document as { wasDiscarded?: boolean }).wasDiscarded) return 'restore';
  return entry?.type === 'back_forward' ? 'back-forward' : entry?.type === 'reload' ? 'reload' : 'navigate';
}

/** A view that begins now, with what is known of it at once. */
export function createView(
  began: Beginning,
  type: NavigationType,
  fromMs: number,
  zeroMs: number,
  settings: Settings,
): View {
  const { key, tags, release, environment, sampleRate } = settings;
  return {
    began,
    fromMs,
    untilMs: Number.POSITIVE_INFINITY,
    zeroMs,
    address: location.href,
    body: {
      v: 1,
      key,
      view: {
        id: randomId(),
        revision: 0,
        // From the wall clock as it is now: `timeOrigin` keeps the clock of the load, which may since have been set.
        startedAtMs: Math.max(0, Math.round(Date.now() - performance.now() + zeroMs)),
        sentAtMs: 0,
        url: scrub(location.href, settings),
        navigationType: type,
      },
      vitals: {},
      route: routeName(settings),
      sampleRate: sampleRate < 1 ? sampleRate : undefined,
      release: release?.slice(0, limits.nameLength),
      environment: environment?.slice(0, limits.nameLength),
      tags: tags && toTags(tags),
    },
  };
}

function routeName({ route }: Settings): string | undefined {
  const name = typeof route === 'function' ? route(new URL(location.href)) : route;
  return name?.slice(0, limits.routeLength);
}

function toTags(tags: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(tags)
      .slice(0, limits.tags)
      .map(([name, value]) => [name.slice(0, limits.nameLength), `${value}`.slice(0, limits.nameLength)]),
  );
}

/** What a collector may know and do. */
export type Page = {
  settings: Settings;
  /** Ends with `stop()`. */
  signal: AbortSignal;
  /** The view in which the moment lies; none once that view was told for good. */
  at(momentMs: number): View | undefined;
  /** The newest view that began so. */
  latest(began: Beginning, address?: string): View | undefined;
  /** Says that a view has something new to tell. */
  changed(): void;
  /** Counts what was left out of a view. */
  drop(view: View, kind: string): void;
};

/**
 * One source of numbers. It starts observing, and may return what completes a view before that is told:
 * taking queued records, working out an attribution.
 */
export type Collector = (page: Page) => ((view: View) => void) | undefined;
