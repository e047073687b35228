/** Which statements' texts the ingest service already knows. A fingerprint is 16 bytes, a text can be 4,096. */
import type { QueryReport } from '@throughline/protocol';
import type { Clock } from '../clock.ts';

export interface Told {
  /** The report as it is to be sent: with its text and its place only when they have not been told lately. */
  withoutKnownText(query: QueryReport): QueryReport;
  /** After a lost report: tell everything again. */
  forget(): void;
}

const againAfterMs = 600_000;
const mostRemembered = 5_000;

export function createTold(clock: Clock): Told {
  const lately = new Map<string, { atMs: number; callSite: string | undefined }>();

  return {
    withoutKnownText(query) {
      const nowMs = clock.nowMs();
      const { statement: _, callSite, ...rest } = query;
      const last = lately.get(query.fingerprint);
      if (last && last.callSite === callSite && nowMs - last.atMs < againAfterMs) return rest;
      if (lately.size >= mostRemembered) lately.clear();
      lately.set(query.fingerprint, { atMs: nowMs, callSite });
      return query;
    },
    forget: () => lately.clear(),
  };
}
