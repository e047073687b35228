/** How many connections, for how long: presets by environment, and the translation into what pg.Pool takes. */
import type { PoolConfig } from 'pg';

/**
 * What pg.Pool takes (but for `Client`, which is ours), and what it lacks. Whoever gives pg's own `max` gets a pool
 * of that many connections without overflow.
 */
export type MonitoredPoolConfig = Omit<PoolConfig, 'Client'> & {
  /** Connections that stay open. Default: production 20, staging 10, else 5. */
  size?: number;
  /** Further connections for bursts, closed soon after. Default: production 40, staging 20, else 10. */
  overflow?: number;
  /** Longest wait for a connection, in milliseconds. Default 30,000. */
  acquireTimeoutMs?: number;
  /** A connection is replaced after this long, give or take a tenth, in milliseconds; 0: never. Default an hour. */
  maxLifetimeMs?: number;
  /** PostgreSQL cancels a statement after this long, in milliseconds; 0: never. Default 30,000. */
  statementTimeoutMs?: number;
  /** A connection of the overflow closes after this long without work, in milliseconds. Default 2,000. */
  overflowIdleMs?: number;
  /** A connection held longer than this, in milliseconds, is warned of once. Default 60,000. */
  leakAfterMs?: number;
  /** Processes that open a pool like this, to be compared with the server's max_connections. Default 1. */
  instances?: number;
};

export type PoolPlan = {
  size: number;
  overflow: number;
  acquireTimeoutMs: number;
  maxLifetimeMs: number;
  leakAfterMs: number;
  instances: number;
};

const presets: Record<string, { size: number; overflow: number }> = {
  production: { size: 20, overflow: 40 },
  staging: { size: 10, overflow: 20 },
  development: { size: 5, overflow: 10 },
};

/** @param environment An unknown one counts as development. */
export function planPool(
  config: MonitoredPoolConfig,
  environment: string,
): { plan: PoolPlan; pgConfig: PoolConfig } {
  const { size, overflow, acquireTimeoutMs, maxLifetimeMs, statementTimeoutMs, ...rest } = config;
  const { overflowIdleMs = 2_000, leakAfterMs = 60_000, instances = 1, ...pgOwn } = rest;
  const count = countConnections(config, environment);
  const plan: PoolPlan = {
    ...count,
    acquireTimeoutMs: acquireTimeoutMs ?? pgOwn.connectionTimeoutMillis ?? 30_000,
    maxLifetimeMs: maxLifetimeMs ?? (pgOwn.maxLifetimeSeconds ?? 3_600) * 1_000,
    leakAfterMs,
    instances,
  };

  return {
    plan,
    pgConfig: {
      ...pgOwn,
      min: pgOwn.min ?? plan.size,
      max: plan.size + plan.overflow,
      idleTimeoutMillis: pgOwn.idleTimeoutMillis ?? overflowIdleMs,
      connectionTimeoutMillis: plan.acquireTimeoutMs,
      statement_timeout: statementTimeoutMs ?? pgOwn.statement_timeout ?? 30_000,
    },
  };
}

function countConnections(
  { size, overflow, max }: MonitoredPoolConfig,
  environment: string,
): { size: number; overflow: number } {
  if (size === undefined && overflow === undefined && max !== undefined) return { size: max, overflow: 0 };
  // A name from outside may be that of something every object has.
  const preset = Object.hasOwn(presets, environment) ? presets[environment] : presets.development;
  const { size: usualSize, overflow: usualOverflow } = preset as { size: number; overflow: number };
  return { size: Math.max(1, size ?? usualSize), overflow: Math.max(0, overflow ?? usualOverflow) };
}

/** Between nine and eleven tenths: connections opened in one burst must not all be replaced in one moment. */
export function jitterLifetime(maxLifetimeMs: number, random: () => number): number {
  return maxLifetimeMs * (0.9 + 0.2 * random());
}
