/** API tokens: some of their owner's permissions, for programs. */
import { v7 } from 'uuid';
import { z } from 'zod';
import { type Actor, recording } from '../audit/record.ts';
import { Text } from '../content-types/text.ts';
import { type Db, raw, row, rows, sql } from '../db/sql.ts';
import { Permission } from './permissions.ts';
import { apiTokenPrefix, createSecret } from './secret-token.ts';

export const ApiToken = z
  .object({
    id: z.uuid(),
    name: z.string(),
    scopes: z.array(Permission),
    expiresAt: z.iso.datetime().nullable(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'ApiToken' });
export type ApiToken = z.infer<typeof ApiToken>;

export const NewApiToken = z.strictObject({
  name: Text.min(1).max(100),
  scopes: z.array(Permission).max(50),
  expiresAt: z.iso.datetime({ offset: true }).optional(),
});
export type NewApiToken = z.infer<typeof NewApiToken>;

const columns = raw(`id, name, scopes,
  to_char(expires_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "expiresAt",
  to_char(created_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "createdAt"`);
/** What the audit log keeps. */
const told = raw(`jsonb_build_object('name', name, 'scopes', to_jsonb(scopes))`);

export function listApiTokens(db: Db, userId: string): Promise<ApiToken[]> {
  return rows<ApiToken>(
    db,
    sql`
      select ${columns}
      from cms.api_tokens
      where user_id = ${userId}
      order by created_at`,
  );
}

/** @returns With the token itself, for the only time. */
export async function createApiToken(
  db: Db,
  userId: string,
  { name, scopes, expiresAt }: NewApiToken,
  actor: Actor,
): Promise<ApiToken & { token: string }> {
  const { token, hash } = createSecret(apiTokenPrefix);
  const made = await row<ApiToken>(
    db,
    sql`
      with made as (
        insert into cms.api_tokens (id, user_id, name, token_hash, scopes, expires_at)
        values (${v7()}, ${userId}, ${name}, ${hash}, ${scopes}, ${expiresAt ?? null})
        returning *
      ), recorded as (
        ${recording(actor, 'token.create', 'token', sql`select id::text as subject_id, null::jsonb as before, ${told} as after from made`)}
      )
      select ${columns} from made`,
  );
  if (!made) throw new Error('PostgreSQL returned no row for an inserted token.');
  return { ...made, token };
}

/** @returns Whether the user had it. */
export async function deleteApiToken(db: Db, userId: string, id: string, actor: Actor): Promise<boolean> {
  const gone = await row(
    db,
    sql`
      with made as (
        delete from cms.api_tokens where id = ${id} and user_id = ${userId} returning *
      ), recorded as (
        ${recording(actor, 'token.delete', 'token', sql`select id::text as subject_id, ${told} as before, null::jsonb as after from made`)}
      )
      select id from made`,
  );
  return gone !== undefined;
}
