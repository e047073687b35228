/** Holds the current revision of each view, and decides when and which way it goes. */
import { limits } from '@throughline/protocol/limits';
import type { ViewBody } from '../view-body.ts';
import type { Backlog } from './backlog.ts';
import type { Answer, Later } from './deliver.ts';
import { bytesOf, fit } from './fit.ts';

/** What a browser surely has room for when it holds a body back: 8 KiB with address and headers. */
const laterBytes = 8_000;

/** A view that has not changed for so long is sent from the living page. */
const holdMs = 60_000;

/**
 * `later`: the browser holds it until the page goes. `leave`: the page goes now. `now`: the page lives on, so that the
 * answer can be heard.
 */
export type When = 'later' | 'leave' | 'now';

export type Queue = {
  /** Tells a view as it is, unless nothing changed since it was last told. */
  tell(body: ViewBody, when: When): Promise<void>;
  /** After this nothing leaves. */
  close(): void;
};

type Told = { revision: number; content: string; isOut: boolean; later?: Later };

type Needs = {
  backlog: Backlog;
  post(body: string, bytes: number): Promise<Answer>;
  postLater(body: string, afterMs: number): Later | undefined;
  /** The site's last look: null leaves the view out. */
  lastLook(body: ViewBody): ViewBody | null;
  maySend(): boolean;
};

export function createQueue({ backlog, post, postLater, lastLook, maySend }: Needs): Queue {
  const told = new Map<string, Told>();

  const tell = async (body: ViewBody, when: When) => {
    const id = body.view.id;
    const before = told.get(id) ?? { revision: 0, content: '', isOut: false };
    const content = JSON.stringify(body);
    if (before.later?.activated) before.isOut = true;
    if (before.content === content && (before.isOut || when === 'later')) return;
    if (!maySend()) return;

    const lost = backlog.lost();
    const seen = lastLook({
      ...body,
      view: {
        ...body.view,
        revision: before.revision + 1,
        sentAtMs: Date.now(),
        deferred: when === 'later' || undefined,
      },
      dropped: lost ? { ...body.dropped, views: lost } : body.dropped,
    });
    before.later?.cancel();
    const now: Told = { revision: before.revision + 1, content, isOut: when !== 'later' };
    told.set(id, now);
    if (!seen) return;

    if (backlog.isFailing()) {
      if (when !== 'later') backlog.add({ id, text: fit(seen, limits.viewBodySentBytes) });
      return;
    }
    if (when !== 'now') {
      const text = fit(seen, when === 'later' ? laterBytes : limits.viewBodySentBytes);
      if (bytesOf(text) <= laterBytes) now.later = postLater(text, when === 'later' ? holdMs : 0);
      if (when === 'later') return;
      // Nobody hears what becomes of it; with an ingest that was well so far it counts as taken.
      if (now.later) return backlog.heard({ is: 'taken' }, lost);
    }

    const text = fit(seen, limits.viewBodySentBytes);
    const answer = await post(text, bytesOf(text));
    if (answer.is === 'failed') backlog.add({ id, text });
    backlog.heard(answer, lost);
  };

  return {
    tell,
    close() {
      for (const { later } of told.values()) later?.cancel();
      told.clear();
    },
  };
}
