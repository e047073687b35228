/** Log-ins in the database: opened, refreshed, closed. */
import { v7 } from 'uuid';
import { type Actor, recording } from '../audit/record.ts';
import { type Db, row, run, sql } from '../db/sql.ts';
import { createSecret, hashSecret } from './secret-token.ts';

export type Session = { id: string; userId: string; refreshToken: string };

/** Pushed out at each refresh: a session that is used does not end. */
const sessionDays = 30;
const refreshPrefix = 'rt_';
/** Two tabs of one browser may refresh at once; only later is an old token a stolen one. */
const graceSeconds = 10;

/** The account that a log-in names, if it may log in. */
export function readAccount(
  db: Db,
  email: string,
): Promise<{ id: string; password_hash: string } | undefined> {
  return row(
    db,
    sql`
      select id, password_hash
      from cms.users
      where email = ${email} and not is_suspended`,
  );
}

export async function openSession(db: Db, userId: string, actor: Actor): Promise<Session> {
  const { token, hash } = createSecret(refreshPrefix);
  const id = v7();
  await run(
    db,
    sql`
      with opened as (
        insert into cms.sessions (id, user_id, refresh_hash, expires_at)
        values (${id}, ${userId}, ${hash}, now() + ${sessionDays} * interval '1 day')
        returning user_id
      )
      ${recording(actor, 'session.open', 'user', sql`select user_id::text as subject_id, null::jsonb as before, null::jsonb as after from opened`)}`,
  );
  return { id, userId, refreshToken: token };
}

/** Undefined when the token is not the newest of a living session. The one before it ends the session. */
export async function refreshSession(db: Db, refreshToken: string): Promise<Session | undefined> {
  const given = hashSecret(refreshToken);
  const { token, hash } = createSecret(refreshPrefix);
  const refreshed = await row<{ id: string; user_id: string }>(
    db,
    sql`
      update cms.sessions s
      set refresh_hash = ${hash}, previous_hash = s.refresh_hash, refreshed_at = now(),
        expires_at = now() + ${sessionDays} * interval '1 day'
      from cms.users u
      where s.refresh_hash = ${given} and s.expires_at > now() and u.id = s.user_id and not u.is_suspended
      returning s.id, s.user_id`,
  );
  if (refreshed) return { id: refreshed.id, userId: refreshed.user_id, refreshToken: token };

  await run(
    db,
    sql`
      delete from cms.sessions
      where previous_hash = ${given} and refreshed_at < now() - ${graceSeconds} * interval '1 second'`,
  );
  return undefined;
}

export async function closeSession(db: Db, sessionId: string): Promise<void> {
  await run(db, sql`delete from cms.sessions where id = ${sessionId}`);
}

export async function forgetExpiredSessions(db: Db): Promise<void> {
  await run(db, sql`delete from cms.sessions where expires_at < now()`);
}
