/** Who is logged in. Asked once at the start; any later answer that says "log in first" ends it. */

import { type ReadonlySignal, signal } from '@preact/signals';
import type { Credentials, CurrentSession, Session } from '@throughline/protocol';
import type { Client, Failure } from '../api/client.ts';

type SessionState =
  | { status: 'unknown' }
  | { status: 'failed'; failure: Failure }
  /** `hasExpired`: there was a session a moment ago. */
  | { status: 'logged-out'; hasExpired: boolean }
  | { status: 'logged-in'; session: Session };

export type SessionKeeper = {
  state: ReadonlySignal<SessionState>;
  open(): Promise<void>;
  /** Asks again without leaving the screen: a site has come or gone. */
  renew(): Promise<void>;
  logIn(credentials: Credentials): Promise<Failure | null>;
  logOut(): Promise<void>;
  /** The server no longer knows the session. */
  expire(): void;
};

const path = '/api/v1/session';

export function createSession(client: Client): SessionKeeper {
  const state = signal<SessionState>({ status: 'unknown' });

  return {
    state,
    async open() {
      state.value = { status: 'unknown' };
      const answer = await client.get<CurrentSession>(path);
      if (!answer.ok) state.value = { status: 'failed', failure: answer.failure };
      else if (answer.value.email === null) state.value = { status: 'logged-out', hasExpired: false };
      else state.value = { status: 'logged-in', session: { ...answer.value, email: answer.value.email } };
    },
    async renew() {
      const answer = await client.get<CurrentSession>(path);
      if (answer.ok && answer.value.email !== null)
        state.value = { status: 'logged-in', session: { ...answer.value, email: answer.value.email } };
    },
    async logIn(credentials) {
      const answer = await client.post<Session>(path, credentials);
      if (!answer.ok) return answer.failure;
      state.value = { status: 'logged-in', session: answer.value };
      return null;
    },
    async logOut() {
      await client.delete(path);
      state.value = { status: 'logged-out', hasExpired: false };
    },
    expire() {
      if (state.value.status === 'logged-in') state.value = { status: 'logged-out', hasExpired: true };
    },
  };
}
