/** Decides whether, when and which way the next revision of a view goes. */
import { limits } from '@throughline/protocol/limits';
import { safely } from '../page/safely.ts';
import type { ViewBody } from '../view-body.ts';
import type { Backlog } from './backlog.ts';
import { type Answer, type Later, taken } from './deliver.ts';
import { isWithin, toText } from './fit.ts';

/** What a browser surely has room for when it holds a body back: 8 KiB with address and headers. */
const laterBytes = 8_000;

/** A view that has not changed for so long is sent from the living page. */
const holdMs = 60_000;

/**
 * `later`: the browser holds the body until the page goes. `leave`: the page goes now.
 * `now`: the page lives on, so that the answer can be heard.
 */
export type When = 'later' | 'leave' | 'now';

/** A view as the queue knows it: its body, the text that last told it, and what the browser still holds of it. */
export type Outgoing = { body: ViewBody; told?: string; held?: Later };

/**
 * @param beforeSend The site's last look at a view: null leaves it out.
 * @returns Tells a view as it is, unless nothing changed since it was last told.
 */
export function createQueue(
  backlog: Backlog,
  post: (text: string) => Promise<Answer>,
  postLater: (text: string, afterMs: number) => Later | undefined,
  maySend: () => boolean,
  beforeSend?: (body: ViewBody) => ViewBody | null,
) {
  return async (outgoing: Outgoing, when: When): Promise<void> => {
    const { body, held } = outgoing;
    const { view } = body;
    const isLater = when === 'later';
    const isOut = !view.deferred || held?.isSent();
    // While the ingest fails, nothing is left with the browser: it would be one more try.
    if (!maySend() || (isLater && backlog.isFailing())) return;
    if ((isLater || isOut) && outgoing.told && outgoing.told === toText(body, limits.viewBodySentBytes))
      return;

    held?.withdraw();
    view.revision += 1;
    view.sentAtMs = Date.now();
    view.deferred = isLater || undefined;
    const lost = backlog.takeLost();
    if (lost) body.dropped = { ...body.dropped, views: (body.dropped?.views ?? 0) + lost };
    outgoing.held = undefined;
    const mostBytes = isLater ? laterBytes : limits.viewBodySentBytes;
    let text = toText(body, mostBytes);
    outgoing.told = text;

    // A copy: what the site cuts out must not be missing from what is measured on.
    if (beforeSend) {
      const seen = safely(beforeSend)(JSON.parse(text));
      if (!seen) return;
      text = toText(seen, mostBytes);
    }
    if (backlog.isFailing()) return backlog.keep(view.id, text);
    if (when !== 'now' && isWithin(text, laterBytes)) outgoing.held = postLater(text, isLater ? holdMs : 0);
    if (isLater) {
      // Not told after all, where the browser holds nothing back.
      if (!outgoing.held) outgoing.told = '';
      return;
    }

    // Nobody may be there any more to hear what became of it.
    if (when === 'leave') backlog.keep(view.id, text);
    if (outgoing.held) return;

    const answer = await post(text);
    backlog.heard(answer);
    if (answer > taken) backlog.keep(view.id, text);
  };
}
