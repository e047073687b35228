/** The reading side of the audit log. */
import { z } from 'zod';
import { type Db, raw, rows, sql } from '../db/sql.ts';

export const AuditLine = z
  .object({
    id: z.uuid(),
    at: z.iso.datetime(),
    actor: z.string().describe('E-mail, with the token if one was used; `the server` by its clock.'),
    actorId: z.uuid().nullable(),
    action: z.string(),
    subject: z.string().describe('`user`, `role`, `token`, `type`, or the name of a content type.'),
    subjectId: z.string().nullable(),
    before: z.unknown(),
    after: z.unknown(),
    address: z.string().nullable(),
    traceId: z.string().nullable(),
  })
  .meta({ id: 'AuditLine' });
export type AuditLine = z.infer<typeof AuditLine>;

export type AuditFilter = {
  action?: string;
  subject?: string;
  subjectId?: string;
  actorId?: string;
  from?: string;
  to?: string;
};

/** Newest first. @param after Time, to the microsecond, and id of the last line of the page before. */
export function listAuditLines(
  db: Db,
  { action, subject, subjectId, actorId, from, to }: AuditFilter,
  after: [string, string] | undefined,
  limit: number,
): Promise<(AuditLine & { key: string })[]> {
  return rows(
    db,
    sql`
      select id, to_char(at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, at::text as key,
        actor, actor_id as "actorId", action, subject, subject_id as "subjectId", before, after, address,
        trace_id as "traceId"
      from cms.audit_log
      where (${action ?? null}::text is null or action = ${action ?? null})
        and (${subject ?? null}::text is null or subject = ${subject ?? null})
        and (${subjectId ?? null}::text is null or subject_id = ${subjectId ?? null})
        and (${actorId ?? null}::uuid is null or actor_id = ${actorId ?? null}::uuid)
        and at >= ${from ?? '-infinity'}::timestamptz and at < ${to ?? 'infinity'}::timestamptz
        ${after ? sql`and (at, id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : raw('')}
      order by at desc, id desc
      limit ${limit}`,
  );
}
