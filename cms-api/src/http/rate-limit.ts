/** How many requests a client may send, told in RateLimit headers. */
import type { RequestHandler } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import type { Db } from '../db/sql.ts';
import { Refusal } from './problem.ts';
import { createSharedRate } from './shared-rate.ts';

const windowMs = 60_000;

export type RateOptions = {
  /** Requests of one address; what comes from this machine itself is never refused. */
  perMinute: number;
  onFault: (error: unknown) => void;
};

/** All processes on one database count together. */
export function limitRate(db: Db, { perMinute, onFault }: RateOptions): RequestHandler {
  return rateLimit({
    windowMs,
    store: createSharedRate(db, { windowMs, isExempt: isLoopback, onFault }),
    limit: ({ ip }) => (isLoopback(ip) ? Number.MAX_SAFE_INTEGER : perMinute),
    keyGenerator: ({ ip }) => ipKeyGenerator(ip ?? ''),
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    identifier: 'requests',
    validate: false,
    handler: () => {
      const refusal = new Refusal(
        'too_many_requests',
        `At most ${perMinute} requests a minute. Wait a little.`,
      );
      refusal.retryAfterSeconds = windowMs / 1_000;
      throw refusal;
    },
  });
}

function isLoopback(ip: string | undefined): boolean {
  return ip === '127.0.0.1' || ip === '::1' || ip === '::ffff:127.0.0.1';
}
