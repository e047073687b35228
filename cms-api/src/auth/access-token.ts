/** Short-lived JWTs that name a session. One algorithm, fixed here; what they may do is asked of the database each time. */
import { randomBytes } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
import { NIL } from 'uuid';
import { z } from 'zod';
import { type Db, row, rows, sql } from '../db/sql.ts';

export type AccessTokens = {
  issue(userId: string, sessionId: string): Promise<string>;
  /** Undefined for anything that was not issued here or is no longer valid. */
  read(token: string): Promise<{ userId: string; sessionId: string } | undefined>;
};

/** What is no id would make the database complain. */
const Named = z.object({ userId: z.uuid(), sessionId: z.uuid() });

export const accessSeconds = 600;
const issuer = 'throughline-cms';

export function createAccessTokens(secret: Uint8Array, now: () => number = Date.now): AccessTokens {
  const nowSeconds = () => Math.floor(now() / 1_000);

  return {
    issue: (userId, sessionId) =>
      new SignJWT({ sid: sessionId })
        .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt' })
        .setIssuer(issuer)
        .setAudience(issuer)
        .setSubject(userId)
        .setIssuedAt(nowSeconds())
        .setExpirationTime(nowSeconds() + accessSeconds)
        .sign(secret),
    async read(token) {
      try {
        const { payload } = await jwtVerify(token, secret, {
          algorithms: ['HS256'],
          typ: 'at+jwt',
          issuer,
          audience: issuer,
          requiredClaims: ['sub', 'sid', 'iat', 'exp'],
          // Also refuses what claims to be issued in the future.
          maxTokenAge: accessSeconds,
          currentDate: new Date(now()),
        });
        return Named.parse({ userId: payload.sub, sessionId: payload.sid });
      } catch {
        return undefined;
      }
    },
  };
}

/** The key of this installation, made at the first start. All processes on one database sign with the same: the first has this one id. */
export async function signingSecret(db: Db): Promise<Uint8Array> {
  const [key] = await rows<{ secret: Buffer }>(
    db,
    sql`select secret from cms.signing_keys order by created_at, id limit 1`,
  );
  if (key) return key.secret;
  await row(
    db,
    sql`
      insert into cms.signing_keys (id, secret)
      values (${NIL}, ${randomBytes(32)})
      on conflict do nothing`,
  );
  return signingSecret(db);
}
