/** One body to the ingest's door: fetchLater, else keepalive fetch, else sendBeacon. Knows nothing of views. */

/** What came of a sending: `taken`, `refused` for good, or the milliseconds to wait at least before another try. */
export type Answer = number;
export const taken = 0;
export const refused = -1;
const failed = 1;

/** A body that the browser holds back. */
export type Later = { isSent(): boolean; withdraw(): void };

type FetchLater = (url: string, init: RequestInit & { activateAfter: number }) => { activated: boolean };

/** How long the ingest may take to answer before it counts as gone. */
const patienceMs = 30_000;

/** `text/plain` without credentials: no preflight, no cookies. A full referrer would tell the query that was left out. */
const common: RequestInit = { method: 'POST', credentials: 'omit', referrerPolicy: 'origin' };

/**
 * Leaves a body with the browser, which sends it when the page goes, however it goes.
 * @param afterMs Send it then at the latest, even from a living page.
 * @returns Undefined where the browser cannot, or has no room for it.
 */
export function postLater(url: string, body: string, afterMs: number): Later | undefined {
  const { fetchLater } = window as { fetchLater?: FetchLater };
  const abort = new AbortController();
  try {
    const result = fetchLater?.(url, { ...common, body, signal: abort.signal, activateAfter: afterMs });
    return result && { isSent: () => result.activated, withdraw: () => abort.abort() };
  } catch {
    return undefined;
  }
}

/** Sends a body now. Never rejects: a body that found no room beside others in flight has failed, and is tried again. */
export async function post(url: string, body: string): Promise<Answer> {
  try {
    if (!window.fetch) return navigator.sendBeacon(url, body) ? taken : failed;

    const signal = AbortSignal.timeout?.(patienceMs);
    const { status, headers } = await fetch(url, { ...common, body, keepalive: true, signal });
    return judge(status, headers.get('retry-after'));
  } catch {
    return failed;
  }
}

/** What a status means for the body. Retry-After is read in seconds; its date form is left to the back-off. */
export function judge(status: number, retryAfter: string | null): Answer {
  if (status < 400) return taken;
  const isPassing = status > 499 || status === 429;
  return isPassing ? Number(retryAfter) * 1000 || failed : refused;
}
