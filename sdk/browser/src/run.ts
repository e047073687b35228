/** One started SDK: page → collectors → queue → ingest, the whole order on one screen. */

import { navigationEntry } from './collect/navigation.ts';
import { createObserver } from './collect/observe.ts';
import type { Settings } from './options.ts';
import { watchLifecycle } from './page/lifecycle.ts';
import { randomId } from './page/random-id.ts';
import { safely } from './page/safely.ts';
import { readStored, store } from './page/storage.ts';
import { type Collector, createView, type Page, type View } from './page/views.ts';
import { isSampled } from './page/visit.ts';
import { createBacklog, type Stored } from './send/backlog.ts';
import { post, postLater } from './send/deliver.ts';
import { createQueue, type When } from './send/queue.ts';
import type { NavigationType } from './view-body.ts';

/** What the outside may do with a started SDK. */
export type Run = Page & {
  current(): View;
  tellAll(when: When): Promise<unknown> | undefined;
  stop(): Promise<unknown> | undefined;
  setConsent(isGranted: boolean): void;
};

/** How long a view that ended waits for the entries of its last moments. */
const lateEntriesMs = 1_000;

/** How long changes are gathered before the browser is given a body to hold: for the first one, and for newer ones. */
const gatherMs = 1_000;
const regatherMs = 5_000;

/** How many views are kept while the visitor has not answered yet. */
const mostViews = 50;

export function run(settings: Settings, collectors: Collector[], own: Set<string>): Run | undefined {
  let isConsenting = settings.consent !== 'pending';
  let isRefused = false;
  let isStopped = false;

  const mayStore = () => isConsenting && settings.storage !== 'memory';
  const maySend = () => isConsenting && !isRefused && !isStopped;
  // The visit's id, and what an earlier page of it could not deliver.
  const [visit = randomId(), ...kept] = ((mayStore() && readStored()) || []) as [string?, ...Stored];
  if (!isSampled(visit, settings.sampleRate)) return undefined;

  const send = (text: string) => post(settings.url, text);
  const backlog = createBacklog(send, maySend, kept);
  const save = () => mayStore() && store([visit, ...backlog.toStore()]);
  const sendLater = (text: string, afterMs: number) => postLater(settings.url, text, afterMs);
  const tell = createQueue(backlog, send, sendLater, maySend, settings.beforeSend);

  // Newest first.
  let views: View[] = [];
  let gathering: ReturnType<typeof setTimeout> | undefined;

  const completing: ReturnType<Collector>[] = [];
  const startNext = safely(() => completing.push(collectors.shift()?.(page)));

  const tellView = safely((view: View, when: When) => {
    // A page that is left at once has not come to all of them yet.
    while (collectors[0]) startNext();
    takeRecords();
    for (const complete of completing) complete?.(view);
    return tell(view, when);
  });
  const tellAll = (when: When) => {
    const told = Promise.all(views.map((view) => tellView(view, when)));
    // Last: what completes a view may change it, and that is told now.
    clearTimeout(gathering);
    gathering = undefined;
    return told;
  };
  const [listen, takeRecords] = createObserver();
  const page: Run = {
    listen,
    settings,
    own,
    resourceEntries: [],
    recentFrames: [],
    viewAt: (momentMs) => views.find(({ fromMs }) => fromMs <= momentMs),
    latest: (claim) => views.find(claim),
    tellSoon() {
      gathering ??= setTimeout(tellAll, views[0]?.told ? regatherMs : gatherMs, 'later');
    },
    current: () => views[0] as View,
    tellAll,
    stop() {
      const sent = tellAll('now');
      isStopped = true;
      views = [];
      return sent;
    },
    setConsent(isGranted) {
      isConsenting = isGranted;
      isRefused ||= !isGranted;
      save();
      settle();
      page.tellSoon();
    },
    addressMoved: () => begin('move', 'soft-navigation', performance.now()),
    addTo({ body }, list, most, item) {
      const items: object[] = body[list] ?? [];
      if (items.length < most) Object.assign(body, { [list]: [...items, item] });
      else page.countDropped(body, list);
      page.tellSoon();
    },
    countDropped(body, kind) {
      body.dropped = { ...body.dropped, [kind]: (body.dropped?.[kind] ?? 0) + 1 };
    },
  };

  /** Tells for good the views that ended, once their last entries are in and the visitor has consented. */
  const settle = () => {
    const hasSettled = ({ untilMs }: View) => isConsenting && performance.now() - untilMs > lateEntriesMs;
    for (const view of views.filter(hasSettled)) tellView(view, 'now');
    views = views.filter((view) => !hasSettled(view)).slice(0, mostViews);
  };

  /** Ends the current view and begins the next. */
  const begin = (began: View['began'], type: NavigationType, fromMs: number) => {
    if (isStopped) return;
    const [last] = views;
    const next = createView(began, type, fromMs, settings, visit, last?.address ?? document.referrer);
    if (began === 'move' && next.body.view.url === last?.body.view.url) return;
    if (last) last.untilMs = fromMs;
    views.unshift(next);
    setTimeout(settle, lateEntriesMs + gatherMs);
    page.tellSoon();
  };

  const entry = navigationEntry();
  const activationMs = entry?.activationStart;
  begin(
    'load',
    activationMs
      ? 'prerender'
      : (document as { wasDiscarded?: boolean }).wasDiscarded
        ? 'restore'
        : // The entry's types are the protocol's but for one character.
          ((entry?.type ?? 'navigate').replace('_', '-') as NavigationType),
    0,
  );
  (views[0] as View).zeroMs = activationMs ?? 0;

  // Before the collectors: web-vitals must find the listeners of the lifecycle in front of its own.
  watchLifecycle(
    (when) => {
      tellAll(when);
      save();
    },
    (atMs) => begin('restore', 'back-forward-cache', atMs),
  );
  addEventListener('securitypolicyviolation', ({ blockedURI, disposition }) => {
    // Each further try would cost the page's console a line.
    if (disposition === 'enforce' && settings.url.startsWith(blockedURI)) isRefused = true;
  });

  // A task each: all in one would be a long task on a slow machine.
  for (const _ of collectors) setTimeout(startNext);

  return page;
}
