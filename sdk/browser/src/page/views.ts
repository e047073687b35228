/** The views of this document: the one that goes on, and what a collector may know and do about all of them. */
import type { Settings } from '../options.ts';
import type { Outgoing } from '../send/queue.ts';
import type { NavigationType, ViewBody } from '../view-body.ts';
import { randomId } from './random-id.ts';
import { scrub } from './scrub.ts';

/** How a view began: with a document, from the back/forward cache, or by a change of the address. */
export type Beginning = 'load' | 'restore' | 'move';

/** Events of one animation frame, processed together. */
export type Frame = { paintMs: number; startedMs: number; endedMs: number };

/** The interaction that made INP. */
export type Interaction = {
  startMs: number;
  durationMs: number;
  name: string;
  target: string | undefined;
  inFrame: Frame;
};

/** What web-vitals estimates INP with: the part of it that is used here. */
export interface InteractionManager {
  constructor: new () => InteractionManager;
  _onBeforeProcessingEntry?: (entry: PerformanceEventTiming) => void;
  _processEntry(entry: PerformanceEventTiming): void;
  _resetInteractions(): void;
  _estimateP98LongestInteraction(
    navigationType: string,
  ): { _latency: number; entries: PerformanceEventTiming[] } | undefined;
}

/** Layout shifts with less than a second between two and less than five in all; `shift` is the largest, at `atMs`. */
export type Burst = {
  sum: number;
  firstMs: number;
  lastMs: number;
  shift: number;
  atMs: number;
  target: string | undefined;
};

export type View = Outgoing & {
  began: Beginning;
  /** Entries from here on belong to the view, on the clock of `performance.now()`. */
  fromMs: number;
  /** Infinity while the view goes on. */
  untilMs: number;
  /** Moments are told relative to this: activation, restore or route change. */
  zeroMs: number;
  /** The whole address, which never leaves the page. */
  address: string;
  manager?: InteractionManager;
  worst?: Interaction;
  burst?: Burst;
  worstBurst?: Burst;
  /** Values that the site measures itself: they stand for ours. */
  reported?: Record<string, number>;
  /** What LCP stands for. */
  paint?: { url: string; atMs: number };
};

/**
 * Observes one entry type, what was buffered before included.
 * @returns Whether the browser tells of such entries.
 */
export type Observe = <Entry extends PerformanceEntry>(
  type: string,
  onEntry: (entry: Entry) => void,
) => boolean | undefined;

export type Page = {
  settings: Settings;
  /** Names used through our own `mark` and `measure`: told whatever the filter says. */
  own: Set<string>;
  /** The last resources and long frames, newest first, for attribution. */
  resourceEntries: PerformanceResourceTiming[];
  recentFrames: PerformanceLongAnimationFrameTiming[];
  /** The view in which the moment lies; none once that view was told for good, or all was stopped. */
  viewAt(momentMs: number): View | undefined;
  /** The newest view of which the claim holds. */
  latest(claim: (view: View) => boolean): View | undefined;
  /** Says that a view has something new to tell. */
  tellSoon(): void;
  /** The address may have changed: begins a view if it did. */
  addressMoved(): void;
  listen: Observe;
  /** Adds to a list of the view, or counts what no longer fits into it. */
  addTo(view: View, list: 'marks' | 'measures' | 'elements', most: number, item: object): void;
  /** Counts what was left out of a view. */
  countDropped(body: ViewBody, kind: string): void;
  /**
   * A short name of a node, where one is wanted.
   * @param inputMs When it was touched: if it is gone by now, it was named then.
   */
  nameOf?(node: Node | null | undefined, inputMs?: number): string | undefined;
};

/**
 * One source of numbers. It starts observing, and may return what completes a view before that is told: working out an
 * attribution, reading what the browser knows by then.
 */
// biome-ignore lint/suspicious/noConfusingVoidType: a collector that only observes returns nothing
export type Collector = (page: Page) => ((view: View) => void) | void;

/** A view that begins now, with what is known of it at once. */
export function createView(
  began: Beginning,
  navigationType: NavigationType,
  fromMs: number,
  settings: Settings,
  visit: string,
  referrer: string,
): View {
  const { key, route, tags, release, environment, sampleRate } = settings;
  return {
    began,
    fromMs,
    zeroMs: fromMs,
    untilMs: Number.POSITIVE_INFINITY,
    address: location.href,
    body: {
      v: 1,
      key,
      view: {
        id: randomId(),
        revision: 0,
        // From the wall clock as it is now: `timeOrigin` keeps the clock of the load, which may since have been set.
        startedAtMs: Math.round(Date.now() - performance.now() + fromMs),
        sentAtMs: 0,
        url: scrub(location.href, settings),
        navigationType,
      },
      vitals: {},
      visit: { id: visit },
      route: typeof route === 'function' ? route(location) : route,
      sampleRate: sampleRate < 1 ? sampleRate : undefined,
      referrer: scrub(referrer, settings),
      release,
      environment,
      tags,
    },
  };
}
