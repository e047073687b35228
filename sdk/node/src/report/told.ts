/** Which statements' texts the ingest service already knows. A fingerprint is 16 bytes, a text can be 4,096. */
import type { QueryReport } from '@throughline/protocol';
import type { Clock } from '../clock.ts';

export interface Told {
  /** The report as it is to be sent: with its text only when the text has not been told lately. */
  withoutKnownText(query: QueryReport): QueryReport;
  /** After a lost report: tell everything again. */
  forget(): void;
}

const againAfterMs = 600_000;
const mostRemembered = 5_000;

export function createTold(clock: Clock): Told {
  const toldAtMs = new Map<string, number>();

  return {
    withoutKnownText(query) {
      const nowMs = clock.nowMs();
      const lastMs = toldAtMs.get(query.fingerprint);
      if (lastMs !== undefined && nowMs - lastMs < againAfterMs) {
        const { statement: _, ...rest } = query;
        return rest;
      }
      if (toldAtMs.size >= mostRemembered) toldAtMs.clear();
      toldAtMs.set(query.fingerprint, nowMs);
      return query;
    },
    forget: () => toldAtMs.clear(),
  };
}
