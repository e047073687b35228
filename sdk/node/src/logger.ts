/** Tells the host's own logger what is worth a line, seldom enough that a bad hour fills no disk. */
import type { Clock } from './clock.ts';

/** What pino, bunyan and the like have. */
export interface Logger {
  warn(fields: Record<string, unknown>, message: string): void;
}

/** @param key What counts as the same thing; it is told once a minute, with the number of times it was kept back. */
export type Warn = (key: string, fields: Record<string, unknown>, message: string) => void;

const againAfterMs = 60_000;
const mostPerMinute = 20;
const mostKeys = 500;

export function createWarn(logger: Logger | undefined, clock: Clock, failed: (error: unknown) => void): Warn {
  const told = new Map<string, { atMs: number; heldBack: number }>();
  let minuteFromMs = Number.NEGATIVE_INFINITY;
  let inMinute = 0;

  function mayTell(nowMs: number): boolean {
    if (nowMs - minuteFromMs >= againAfterMs) {
      minuteFromMs = nowMs;
      inMinute = 0;
    }
    inMinute++;
    return inMinute <= mostPerMinute;
  }

  return (key, fields, message) => {
    if (!logger) return;
    try {
      const nowMs = clock.nowMs();
      const last = told.get(key);
      if ((last && nowMs - last.atMs < againAfterMs) || !mayTell(nowMs)) {
        if (last) last.heldBack++;
        return;
      }
      if (told.size >= mostKeys) told.clear();
      told.set(key, { atMs: nowMs, heldBack: 0 });
      logger.warn(last?.heldBack ? { ...fields, heldBack: last.heldBack } : fields, message);
    } catch (error) {
      failed(error);
    }
  };
}
