/**
 * One answer for one Idempotency-Key, however often and at however many places at once it is sent. The key is written in
 * the transaction of the work: whoever comes second waits for that row and then reads the first one's answer.
 */
import { createHash } from 'node:crypto';
import type { Request } from 'express';
import type { Pool } from 'pg';
import type { Principal } from '../auth/principal.ts';
import { type Db, row, run, sql, transaction } from '../db/sql.ts';
import type { Answer } from './endpoint.ts';
import { Refusal } from './problem.ts';

type Kept = { request_hash: Buffer; status: number; headers: Record<string, string>; body: string | null };

export async function answerOnce(
  pool: Pool,
  key: string,
  { principal, body }: { principal: Principal | undefined; body: unknown },
  request: Request,
  work: (db: Db) => Promise<Answer>,
): Promise<Answer> {
  if (!/^[\x21-\x7e]{1,200}$/.test(key)) {
    throw new Refusal(
      'invalid_query',
      'Idempotency-Key takes up to 200 printable characters.',
      'Idempotency-Key',
    );
  }
  const owner = principal?.userId ?? 'anybody';
  const hash = createHash('sha256')
    .update(`${request.originalUrl}\n${JSON.stringify(body)}`)
    .digest();

  return await transaction(pool, async (db) => {
    const isFirst = await run(
      db,
      sql`
        insert into cms.idempotency_keys (principal, key, request_hash)
        values (${owner}, ${key}, ${hash})
        on conflict do nothing`,
    );
    if (isFirst === 0) return await repeat(db, owner, key, hash);

    const answer = await work(db);
    const text = answer.json ?? (answer.body === undefined ? null : JSON.stringify(answer.body));
    await run(
      db,
      sql`
        update cms.idempotency_keys
        set status = ${answer.status}, headers = ${JSON.stringify(answer.headers ?? {})}, body = ${text}
        where principal = ${owner} and key = ${key}`,
    );
    return answer;
  });
}

async function repeat(db: Db, owner: string, key: string, hash: Buffer): Promise<Answer> {
  const kept = await row<Kept>(
    db,
    sql`
      select request_hash, status, headers, body
      from cms.idempotency_keys
      where principal = ${owner} and key = ${key}`,
  );
  if (!kept)
    throw new Refusal('conflict', 'The first request with this Idempotency-Key has just been forgotten.');
  if (!hash.equals(kept.request_hash)) {
    throw new Refusal('key_reused', 'Take a new Idempotency-Key for another request.', 'Idempotency-Key');
  }
  const headers = { ...kept.headers, 'Idempotency-Replayed': 'true' };
  return { status: kept.status, json: kept.body ?? undefined, headers };
}

/** A day is longer than any client tries again. */
export async function forgetOldKeys(db: Db): Promise<void> {
  await run(db, sql`delete from cms.idempotency_keys where created_at < now() - interval '1 day'`);
}
