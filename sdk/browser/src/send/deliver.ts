/** One body to the ingest's door: fetchLater, else keepalive fetch, else sendBeacon. Knows nothing of views. */

export type Answer =
  | { is: 'taken' }
  | { is: 'refused' }
  /** Worth another try, at the earliest after this many milliseconds. */
  | { is: 'failed'; afterMs: number };

/** A body that the browser holds back. */
export type Later = { activated: boolean; cancel(): void };

type FetchLater = (
  url: string,
  init: RequestInit & { activateAfter?: number },
) => { readonly activated: boolean };

/** Keepalive bodies share 65,536 bytes between all requests of a page that are in flight. */
const keepaliveBytes = 60_000;

/** How long the ingest may take to answer before it counts as gone. */
const patienceMs = 30_000;

/** `text/plain` without credentials: no preflight, no cookies. The referrer would tell the query that was left out. */
const init: RequestInit = { method: 'POST', credentials: 'omit', referrerPolicy: 'origin' };

/**
 * Leaves a body with the browser, which sends it when the page goes, however it goes.
 * @param afterMs Send it then at the latest, even from a living page.
 * @returns Undefined where the browser cannot, or has no room for it.
 */
export function postLater(url: string, body: string, afterMs: number): Later | undefined {
  const { fetchLater } = window as { fetchLater?: FetchLater };
  if (!fetchLater) return undefined;
  try {
    const abort = new AbortController();
    const result = fetchLater(url, { ...init, body, signal: abort.signal, activateAfter: afterMs });
    return {
      get activated() {
        return result.activated;
      },
      cancel: () => abort.abort(),
    };
  } catch {
    return undefined;
  }
}

/** Sends a body now. Never rejects. */
export function createPost(url: string): (body: string, bytes: number) => Promise<Answer> {
  let inFlightBytes = 0;

  return async (body, bytes) => {
    try {
      if (!window.fetch) return { is: navigator.sendBeacon(url, body) ? 'taken' : 'refused' };

      inFlightBytes += bytes;
      const keepalive = inFlightBytes <= keepaliveBytes;
      const abort = new AbortController();
      const patience = setTimeout(() => abort.abort(), patienceMs);
      const response = await fetch(url, { ...init, body, keepalive, signal: abort.signal }).finally(() => {
        clearTimeout(patience);
        inFlightBytes -= bytes;
      });
      return judge(response.status, response.headers.get('retry-after'));
    } catch {
      return { is: 'failed', afterMs: 0 };
    }
  };
}

/** What a status means for the body. Retry-After is read in seconds; the date form is left to the back-off. */
export function judge(status: number, retryAfter: string | null): Answer {
  if (status < 400) return { is: 'taken' };
  if (status === 429 || status === 408 || status >= 500) {
    return { is: 'failed', afterMs: (Number(retryAfter) || 0) * 1000 };
  }
  return { is: 'refused' };
}
