/** One started SDK: page → collectors → queue → ingest, the whole order on one screen. */
import { navigationEntry } from './collect/navigation.ts';
import type { Settings } from './options.ts';
import { readConnection, readDevice } from './page/device.ts';
import { watchLifecycle } from './page/lifecycle.ts';
import { safely } from './page/safely.ts';
import { scrub } from './page/scrub.ts';
import { createShelf } from './page/storage.ts';
import { type Collector, createView, navigationType, type Page, type View } from './page/views.ts';
import { isSampled, visitId } from './page/visit.ts';
import { createBacklog } from './send/backlog.ts';
import { createPost, postLater } from './send/deliver.ts';
import { createQueue, type When } from './send/queue.ts';

export type Run = {
  page: Page;
  current(): View;
  flush(): Promise<void>;
  stop(): Promise<void>;
  setConsent(isGranted: boolean): void;
};

/** How long a view that ended waits for entries of its last moments. */
const lateEntriesMs = 1_000;

/** How long changes are gathered before the browser is given the newer body to hold. */
const gatherMs = 500;

export function run(settings: Settings, collectors: Collector[]): Run | undefined {
  const stopped = new AbortController();
  let isConsenting = settings.consent !== 'pending';
  let isRefused = false;

  const mayStore = () => isConsenting && settings.storage !== 'memory';
  const maySend = () => isConsenting && !isRefused;
  const visitShelf = createShelf('throughline.visit', mayStore);
  const visit = visitId(visitShelf);
  if (!isSampled(visit, settings.sampleRate)) return undefined;

  const post = createPost(settings.url);
  const backlog = createBacklog({
    post,
    shelf: createShelf('throughline.backlog', mayStore),
    now: () => performance.now(),
    random: Math.random,
    maySend,
    whenOnline: (again) => addEventListener('online', again, { once: true, signal: stopped.signal }),
  });
  const queue = createQueue({
    backlog,
    post,
    postLater: (body, afterMs) => postLater(settings.url, body, afterMs),
    lastLook: settings.beforeSend ?? ((body) => body),
    maySend,
  });

  // Newest first.
  let views: View[] = [];
  let gathering: ReturnType<typeof setTimeout> | undefined;

  const page: Page = {
    settings,
    signal: stopped.signal,
    at: (momentMs) => views.find(({ fromMs }) => fromMs <= momentMs),
    latest: (began, address) =>
      views.find((view) => view.began === began && (!address || view.address === address)),
    changed() {
      gathering ??= setTimeout(() => tellAll('later'), gatherMs);
    },
    drop({ body }, kind) {
      body.dropped ??= {};
      body.dropped[kind] = (body.dropped[kind] ?? 0) + 1;
    },
  };

  const begin = (view: View, referrer: string) => {
    view.body.visit = { id: visit };
    view.body.device = readDevice();
    view.body.connection = readConnection();
    view.body.referrer = referrer ? scrub(referrer, settings) : undefined;
    views.unshift(view);
    page.changed();
  };

  const tellAll = safely(async (when: When) => {
    clearTimeout(gathering);
    gathering = undefined;
    for (const view of views) for (const complete of completing) complete?.(view);
    await Promise.all(views.map(({ body }) => queue.tell(body, when)));
  });

  /** Ends the current view and begins the next; the old one is told when its last entries are in. */
  const follow = (next: View) => {
    const [last] = views;
    if (last) {
      last.untilMs = next.fromMs;
      setTimeout(
        safely(() => {
          for (const complete of completing) complete?.(last);
          views = views.filter((view) => view !== last);
          return queue.tell(last.body, 'now');
        }),
        lateEntriesMs,
      );
    }
    begin(next, last?.address ?? '');
  };

  const entry = navigationEntry();
  const activationMs = (entry as { activationStart?: number } | undefined)?.activationStart ?? 0;
  begin(createView('load', navigationType(entry), 0, activationMs, settings), document.referrer);

  // Before the collectors: web-vitals must find the listeners of the lifecycle in front of its own.
  watchLifecycle(
    {
      onLeave() {
        tellAll('leave');
        backlog.save();
      },
      onHide: () => tellAll('now'),
      onRestore: (atMs) => follow(createView('restore', 'back-forward-cache', atMs, atMs, settings)),
      onMove() {
        const atMs = performance.now();
        const next = createView('move', 'soft-navigation', atMs, atMs, settings);
        if (next.body.view.url !== views[0]?.body.view.url) follow(next);
      },
    },
    settings.routeChanges !== false,
    stopped.signal,
  );
  document.addEventListener(
    'securitypolicyviolation',
    ({ blockedURI, disposition }) => {
      if (disposition === 'report' || !settings.url.startsWith(blockedURI)) return;
      // Each further try would cost the page's console a line.
      isRefused = true;
      backlog.clear();
    },
    { signal: stopped.signal },
  );

  const completing = collectors.map((collect) => safely(collect)(page));

  return {
    page,
    current: () => views[0] as View,
    flush: async () => tellAll('now'),
    async stop() {
      const sent = tellAll('now');
      stopped.abort();
      clearTimeout(gathering);
      await sent;
    },
    setConsent(isGranted) {
      isConsenting = isGranted;
      if (isGranted) {
        visitShelf.write(visit);
        page.changed();
      } else {
        isRefused = true;
        backlog.clear();
        queue.close();
      }
    },
  };
}
