/** Who did what, written by the statement that does it: no change without its line, no line without its change. */
import type { Principal } from '../auth/principal.ts';
import { type Sql, sql } from '../db/sql.ts';

/** By whom and from where something is done. */
export type Actor = {
  /** Undefined when the server itself acts, by its clock. */
  principal: Principal | undefined;
  address: string | undefined;
  traceId: string | undefined;
};

export const theClock: Actor = { principal: undefined, address: undefined, traceId: undefined };

/**
 * An `insert` for a `with` list. @param of SQL that yields subject_id, before and after; one line for each row.
 */
export function recording(actor: Actor, action: string, subject: string, of: Sql): Sql {
  const { principal, address, traceId } = actor;
  return sql`
    insert into cms.audit_log (id, actor, actor_id, action, subject, subject_id, before, after, address, trace_id)
    select gen_random_uuid(), ${nameOf(principal)}, ${principal?.userId ?? null}::uuid, ${action}, ${subject},
      changed.subject_id, changed.before, changed.after, ${address ?? null}, ${traceId ?? null}
    from (${of}) as changed`;
}

function nameOf(principal: Principal | undefined): string {
  if (!principal) return 'the server';
  return principal.via === 'token' ? `${principal.name} (token ${principal.viaId})` : principal.name;
}
