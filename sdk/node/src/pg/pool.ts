/**
 * An instrumented pg.Pool with overflow. It keeps the request's context across the queue for a free connection, keeps
 * connections over ordinary SQL errors, and names those who hold connections when one waits in vain.
 */
import { Pool, type PoolClient, type PoolConfig } from 'pg';
import { holdCallSite } from '../call-site.ts';
import { keepContext } from '../keep-context.ts';
import type { Warn } from '../logger.ts';
import type { Settings } from '../options.ts';
import type { RequestStore } from '../request-context.ts';
import { answersPool, createClientClass, type TimedClient, waitedMs } from './client.ts';
import { checkLimitOnce } from './connection-limit.ts';
import { isOrdinaryError } from './ordinary-error.ts';
import { jitterLifetime, type MonitoredPoolConfig, type PoolPlan, planPool } from './pool-config.ts';
import { type Holder, PoolTimeoutError } from './pool-holders.ts';
import { type PoolStats, PoolWatch } from './pool-watch.ts';
import type { Queries } from './queries.ts';
import { textOf } from './query-text.ts';

export type MonitoredPool = Pool & {
  /** The pool's figures now. */
  stats(): PoolStats;
  /** Forgets what was counted so far. */
  resetStats(): void;
};

type Release = (release?: Error | boolean) => void;
type Connected = (error: Error | undefined, client: PoolClient | undefined, release: Release) => void;
/** What the pool was asked to run; undefined when the host wants the connection itself. */
type Asked = { text: string; statement: string | undefined; isPromise: boolean };

type PoolDeps = {
  queries: Queries;
  store: RequestStore;
  settings: Settings;
  warn: Warn;
  random: () => number;
};

export function createPool(config: MonitoredPoolConfig, name: string, deps: PoolDeps): MonitoredPool {
  const { queries, store, settings, warn, random } = deps;
  const { clock } = settings;
  const { plan, pgConfig } = planPool(config, settings.environment);
  const Client = createClientClass(queries, store, () => pool);
  const watch = new PoolWatch(clock);

  class ThroughlinePool extends Pool {
    #asked: Asked | undefined;

    constructor() {
      // pg-pool knows the option; pg's types leave it out.
      super({ ...pgConfig, Client } as PoolConfig);
      const query = this.query as (...args: unknown[]) => unknown;
      this.query = function askedPool(this: ThroughlinePool, ...args: unknown[]) {
        const text = textOf(args[0]);
        if (text === undefined) return query.apply(this, args);
        // pg-pool asks for a connection before it returns: what is noted here is for that call alone.
        const statement = queries.ask(text, askedPool)?.text;
        this.#asked = { text, statement, isPromise: !hasCallback(args) };
        try {
          return query.apply(this, args);
        } finally {
          this.#asked = undefined;
        }
      } as typeof this.query;
    }

    override connect(): Promise<PoolClient>;
    override connect(callback: Connected): void;
    override connect(callback?: Connected): Promise<PoolClient> | undefined {
      const asked = this.#asked;
      this.#asked = undefined;
      const callSite = asked ? undefined : holdCallSite(this.connect, settings.callSites);
      const request = store.getStore();
      const arrived = queries.startWaiting();
      const take = (client: PoolClient | undefined) => {
        const waitMs = arrived();
        if (!client) return;
        noteArrival(client, waitMs, { where: request?.where, callSite, statement: asked?.statement });
        if (asked) keepAfterOrdinaryErrors(client, asked.text);
      };

      if (callback) {
        const connected: Connected = (error, client, release) => {
          take(client);
          if (client && asked?.isPromise) (client as TimedClient)[answersPool] = true;
          callback(error && this.#explain(error), client, release);
        };
        // pg-pool calls a queued callback from whichever request gave its connection back. Where it only settles a promise,
        // whose reader has a context of its own, the request alone has to be known.
        super.connect(
          asked?.isPromise
            ? (error, client, release) => store.run(request, connected, error, client, release)
            : keepContext(connected),
        );
        return undefined;
      }
      return super.connect().then(
        (client) => {
          take(client);
          return client;
        },
        (error: Error) => {
          arrived();
          throw this.#explain(error);
        },
      );
    }

    stats(): PoolStats {
      const { totalCount: total, idleCount: idle, waitingCount: waiting } = this;
      const overflow = Math.max(0, total - plan.size);
      const now = { total, inUse: total - idle, idle, waiting, overflow };
      return { name, size: plan.size, maxOverflow: plan.overflow, ...now, ...watch.read() };
    }

    resetStats(): void {
      watch.reset();
    }

    #explain(error: Error): Error {
      if (!/timeout exceeded when trying to connect|due to connection timeout/.test(error.message)) {
        watch.connectFailed();
        return error;
      }
      watch.timedOut();
      const { total, waiting, holders } = this.stats();
      const most = plan.size + plan.overflow;
      return new PoolTimeoutError({ waitedMs: plan.acquireTimeoutMs, total, most, waiting, holders }, error);
    }
  }

  function noteArrival(
    client: PoolClient & TimedClient,
    waitMs: number,
    holder: Pick<Holder, 'where' | 'callSite' | 'statement'>,
  ): void {
    watch.acquired(client, clock.nowMs(), waitMs, holder);
    client[waitedMs] = waitMs >= leastWaitMs ? waitMs : 0;
  }

  const pool = new ThroughlinePool();
  const lifetime = spreadLifetimes(pool, plan, random);
  pool.on('connect', (client) => watch.connected(client, lifetime(), plan.size));
  pool.on('error', (_error, client) => watch.lost(client));
  pool.on('remove', (client) => {
    // pg-pool may tell that a connection is gone before it tells why.
    const isEnding = pool.ending;
    queueMicrotask(() => watch.removed(client, isEnding));
  });
  pool.on('release', (error, client) => watch.released(client, Boolean(error)));
  sweepLeaks(pool, plan, () => watch.findLeaks(plan.leakAfterMs, warn));
  checkLimitOnce(pool, plan, warn);
  return pool;
}

function hasCallback(args: readonly unknown[]): boolean {
  const [config] = args;
  return (
    typeof args[1] === 'function' ||
    typeof args[2] === 'function' ||
    (typeof config === 'object' && config !== null && 'callback' in config)
  );
}

/** Less than this, in milliseconds, is the hop through the event loop and not a wait. */
const leastWaitMs = 0.5;

/** pg-pool gives a connection up after any error; a unique violation is no reason to log in again. */
function keepAfterOrdinaryErrors(client: PoolClient, text: string): void {
  const release: Release = client.release;
  client.release = (error) => release(isOrdinaryError(error, text) ? undefined : error);
}

/**
 * pg-pool reads its lifetime option for each new connection, just before it tells of it.
 * @returns The lifetime that the newest connection was given, in milliseconds.
 */
function spreadLifetimes(pool: Pool, { maxLifetimeMs }: PoolPlan, random: () => number): () => number {
  let newestMs = 0;
  Object.defineProperty(pool.options, 'maxLifetimeSeconds', {
    get() {
      newestMs = jitterLifetime(maxLifetimeMs, random);
      return newestMs / 1_000;
    },
  });
  return () => newestMs;
}

function sweepLeaks(pool: Pool, { leakAfterMs }: PoolPlan, find: () => void): void {
  const timer = setInterval(
    () => {
      if (pool.ending) clearInterval(timer);
      else find();
    },
    Math.min(15_000, Math.max(10, leakAfterMs / 4)),
  );
  timer.unref();
}
