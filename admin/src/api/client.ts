/** Asks the read API of the same origin. Every outcome is a value: an answer, or one kind of failure. */
import type { Problem } from '@throughline/protocol';

export type Failure =
  /** No answer came: network gone, server stopped, or too slow. */
  | { kind: 'unreachable' }
  /** The session is missing or over. */
  | { kind: 'logged-out' }
  | {
      kind: 'problem';
      status: number;
      code: string;
      title: string;
      detail?: string;
      field?: string;
      traceId?: string;
    };

export type Answer<T> = { ok: true; value: T; text: string } | { ok: false; failure: Failure };

export type Client = {
  get<T>(path: string, signal?: AbortSignal): Promise<Answer<T>>;
  post<T>(path: string, body: unknown): Promise<Answer<T>>;
  put<T>(path: string, body: unknown): Promise<Answer<T>>;
  patch<T>(path: string, body: unknown): Promise<Answer<T>>;
  delete(path: string): Promise<Answer<null>>;
};

const timeoutMs = 15_000;

/** @param onLoggedOut Called for every answer that says that the session is missing or over. */
export function createClient(fetch: typeof globalThis.fetch, onLoggedOut: () => void): Client {
  async function told<T>(path: string, init: RequestInit): Promise<Answer<T>> {
    const answer = await ask<T>(fetch, path, init);
    if (!answer.ok && answer.failure.kind === 'logged-out') onLoggedOut();
    return answer;
  }

  return {
    get: (path, signal) => told(path, { signal }),
    post: (path, body) => told(path, sending('POST', body)),
    put: (path, body) => told(path, sending('PUT', body)),
    patch: (path, body) => told(path, sending('PATCH', body)),
    delete: (path) => told(path, { method: 'DELETE' }),
  };
}

function sending(method: string, body: unknown): RequestInit {
  return { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

async function ask<T>(fetch: typeof globalThis.fetch, path: string, init: RequestInit): Promise<Answer<T>> {
  const timeout = AbortSignal.timeout(timeoutMs);
  const signal = init.signal ? AbortSignal.any([init.signal, timeout]) : timeout;
  try {
    const response = await fetch(path, {
      ...init,
      signal,
      headers: { accept: 'application/json', ...init.headers },
    });
    const text = await response.text();
    if (!response.ok) return { ok: false, failure: toFailure(response.status, text) };

    // The server is of the same release as this page and checks its own answers: parsing them again would only cost bytes.
    const value = (text === '' ? null : JSON.parse(text)) as T;
    return { ok: true, value, text };
  } catch {
    return { ok: false, failure: { kind: 'unreachable' } };
  }
}

function toFailure(status: number, text: string): Failure {
  const problem = parseProblem(text);
  if (problem?.code === 'not_logged_in') return { kind: 'logged-out' };
  return {
    kind: 'problem',
    status,
    code: problem?.code ?? 'unknown',
    title: problem?.title ?? `The server answered ${status}`,
    detail: problem?.detail,
    field: problem?.field,
    traceId: problem?.traceId,
  };
}

/** A proxy in front may answer with HTML of its own. */
function parseProblem(text: string): Partial<Problem> | null {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null ? body : null;
  } catch {
    return null;
  }
}
