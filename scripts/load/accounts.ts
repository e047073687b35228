/**
 * Real log-ins. A password's hash is slow on purpose and log-ins are limited, so a few accounts carry all users, as one
 * office does behind one address. Tokens live for ten minutes: they are renewed at half of that.
 */
import { randomBytes } from 'node:crypto';
import type { Random } from '../random.ts';
import type { Api } from './api.ts';

export type Accounts = {
  /** An access token of one of the editors, or of the administrator. */
  token(kind: 'regular' | 'admin'): string;
  /** Deletes the editors and ends the session. */
  close(): Promise<void>;
};

export type Credentials = { email: string; password: string };

type Session = { accessToken: string; refreshToken: string; expiresInSeconds: number };

const editorCount = 3;

/** @param runId Makes the editors' addresses unique. */
export async function openAccounts(
  api: Api,
  admin: Credentials,
  runId: string,
  random: Random,
): Promise<Accounts> {
  const logIn = ({ email, password }: Credentials) =>
    api.call<Session>('POST', 'auth/login', { json: { email, password } });
  const adminSession = await logIn(admin);
  const editors: { id: string; session: Session }[] = [];
  const close = async () => {
    clearInterval(renewing);
    for (const { id } of editors) await api.call('DELETE', `users/${id}`, { as: adminSession.accessToken });
    await api.call('POST', 'auth/logout', { as: adminSession.accessToken });
  };
  const renewing = setInterval(
    () => void renewAll(api, [adminSession, ...editors.map(({ session }) => session)]),
    (adminSession.expiresInSeconds / 2) * 1_000,
  );
  try {
    for (let number = 1; number <= editorCount; number += 1) {
      const credentials = {
        email: `load-${runId}-${number}@example.test`,
        password: randomBytes(18).toString('base64url'),
      };
      const json = { ...credentials, name: `Load ${number}`, role: 'editor' };
      const { id } = await api.call<{ id: string }>('POST', 'users', { as: adminSession.accessToken, json });
      editors.push({ id, session: await logIn(credentials) });
    }
  } catch (error) {
    await close();
    throw error;
  }

  return {
    token(kind) {
      const editor = editors[Math.floor(random() * editors.length)];
      return (kind === 'regular' && editor ? editor.session : adminSession).accessToken;
    },
    close,
  };
}

/** One that cannot be renewed shows as errors of the run, with their status. */
async function renewAll(api: Api, sessions: Session[]): Promise<void> {
  for (const session of sessions) {
    const { refreshToken } = session;
    const next = await api
      .call<Session>('POST', 'auth/refresh', { json: { refreshToken } })
      .catch(() => undefined);
    Object.assign(session, next);
  }
}
