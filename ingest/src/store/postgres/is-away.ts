/** Whether an error says that the database is away or too busy, as opposed to a mistake of ours. */
import pg from 'pg';

/** Connection exception, insufficient resources, operator intervention (restart, statement timeout). */
const awayClasses = new Set(['08', '53', '57']);
const awayCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EHOSTUNREACH']);
/** pg says these in words alone. */
const awayWords =
  /^(timeout exceeded when trying to connect|timeout expired|Connection terminated|Client has encountered a connection error)/;

export function isAway(error: unknown): boolean {
  if (error instanceof pg.DatabaseError) return awayClasses.has(error.code?.slice(0, 2) ?? '');
  if (!(error instanceof Error)) return false;
  const { code } = error as NodeJS.ErrnoException;
  return awayCodes.has(code ?? '') || awayWords.test(error.message);
}
