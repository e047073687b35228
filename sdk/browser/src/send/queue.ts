/** Holds what each view last told, and decides whether, when and which way its next revision goes. */
import { limits } from '@throughline/protocol/limits';
import type { ViewBody } from '../view-body.ts';
import type { Backlog } from './backlog.ts';
import type { Answer, Later } from './deliver.ts';
import { bytesOf, toText } from './fit.ts';

/** What a browser surely has room for when it holds a body back: 8 KiB with address and headers. */
const laterBytes = 8_000;

/** A view that has not changed for so long is sent from the living page. */
const holdMs = 60_000;

/**
 * `later`: the browser holds the body until the page goes. `leave`: the page goes now.
 * `now`: the page lives on, so that the answer can be heard.
 */
export type When = 'later' | 'leave' | 'now';

type Told = { text: string; later?: Later };

type Needs = {
  backlog: Backlog;
  post(text: string): Promise<Answer>;
  postLater(text: string, afterMs: number): Later | undefined;
  /** The site's last look at a view: null leaves it out. */
  beforeSend?: (body: ViewBody) => ViewBody | null;
  maySend(): boolean;
};

/** @returns Tells a view as it is, unless nothing changed since it was last told. */
export function createQueue({ backlog, post, postLater, beforeSend, maySend }: Needs) {
  const told = new WeakMap<ViewBody, Told>();

  return async (body: ViewBody, when: When): Promise<void> => {
    const last = told.get(body);
    const { view } = body;
    const isSame = last?.text === toText(body, limits.viewBodySentBytes);
    const isHeld = view.deferred && !last?.later?.isSent();
    if (!maySend() || (isSame && (when === 'later' || !isHeld))) return;

    last?.later?.cancel();
    view.revision += 1;
    view.sentAtMs = Date.now();
    view.deferred = when === 'later' || undefined;
    const lost = backlog.lost();
    if (lost) body.dropped = { ...body.dropped, views: lost };
    let text = toText(body, limits.viewBodySentBytes);
    const now: Told = { text };
    told.set(body, now);

    if (beforeSend) {
      // A copy: what the site cuts out must not be missing from what is measured on.
      const seen = beforeSend(JSON.parse(text));
      if (!seen) return;
      text = toText(seen, limits.viewBodySentBytes);
    }
    if (backlog.isFailing()) {
      if (when !== 'later') backlog.add(view.id, text);
      return;
    }
    if (when === 'later') text = toText(JSON.parse(text), laterBytes);
    if (when !== 'now' && bytesOf(text) <= laterBytes)
      now.later = postLater(text, when === 'later' ? holdMs : 0);
    if (when === 'later') return;

    // Nobody hears what becomes of a body that the browser sends; with an ingest that was well so far it counts as taken.
    const answer: Answer = now.later ? { is: 'taken' } : await post(text);
    if (answer.is === 'failed') backlog.add(view.id, text);
    backlog.heard(answer, lost);
  };
}
