/** API tokens: the way in of programs, each to one site. */
import type { ApiToken } from '../store.ts';
import { type Db, rows, sql } from './sql.ts';

/** Notes the use too, to the hour: a token that nobody uses can be revoked without fear. */
export async function readApiTokenByHash(db: Db, tokenHash: string): Promise<ApiToken | undefined> {
  const hash = Buffer.from(tokenHash, 'hex');
  const [token] = await rows<ApiToken>(
    db,
    sql`
    with used as (
      update api_tokens set last_used_at = now()
      where token_hash = ${hash} and (last_used_at is null or last_used_at < now() - interval '1 hour')
    )
    select id, site_id as site,
      case scope when 'read' then 'viewer' when 'write' then 'editor' else 'owner' end as role
    from api_tokens
    where token_hash = ${hash}`,
  );
  return token;
}
