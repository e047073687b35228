/** Compares what all instances may open with what the server allows, before a burst finds it out. */
import type { Pool, PoolClient } from 'pg';
import type { Warn } from '../logger.ts';
import { borrowPlain } from './plain-connection.ts';
import type { PoolPlan } from './pool-config.ts';

type ConnectionLimit = { allowed: number; reserved: number };

/** Undefined when the server does not say, as some poolers in between do not. */
async function readConnectionLimit(client: Pick<PoolClient, 'query'>): Promise<ConnectionLimit | undefined> {
  const { rows } = await client.query<{ allowed: number; reserved: number }>(
    `select current_setting('max_connections')::int as allowed,
            current_setting('superuser_reserved_connections')::int
              + coalesce(current_setting('reserved_connections', true), '0')::int as reserved`,
  );
  return rows[0];
}

/** @returns What is wrong, or undefined when it fits. */
export function judgeConnections(
  instances: number,
  poolSize: number,
  { allowed, reserved }: ConnectionLimit,
): string | undefined {
  const wanted = instances * poolSize;
  if (wanted <= allowed - reserved) return undefined;
  return (
    `${instances} × ${poolSize} = ${wanted} connections may be opened, but the server allows ` +
    `${allowed - reserved} (max_connections ${allowed}, ${reserved} reserved). ` +
    'Make the pool smaller or max_connections larger, or put a pooler in between.'
  );
}

/** Waits until a connection is without work: the check itself opens none. */
export function checkLimitOnce(pool: Pool, { size, overflow, instances }: PoolPlan, warn: Warn): void {
  pool.on('release', tryNow);

  function tryNow(): void {
    process.nextTick(() => {
      if (pool.idleCount === 0 || pool.ending || pool.listeners('release').indexOf(tryNow) === -1) return;
      pool.off('release', tryNow);
      check().catch(() => {
        // A pooler that knows no such setting is no fault.
      });
    });
  }

  async function check(): Promise<void> {
    const client = await borrowPlain(pool);
    try {
      const limit = await readConnectionLimit(client);
      const wrong = limit && judgeConnections(instances, size + overflow, limit);
      if (wrong) warn('max_connections', { instances, size, overflow, ...limit }, wrong);
    } finally {
      client.release();
    }
  }
}
