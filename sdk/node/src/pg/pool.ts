/** An instrumented pg.Pool. Also keeps the request's context across the queue for a free connection. */
import { Pool, type PoolClient, type PoolConfig } from 'pg';
import { keepContext } from '../keep-context.ts';
import type { RequestStore } from '../request-context.ts';
import { createClientClass, type TimedClient, waitedMs } from './client.ts';
import type { Queries } from './queries.ts';
import { textOf } from './query-text.ts';

export type MonitoredPool = Pool;
/** What pg.Pool takes, but for `Client`, which is ours. */
export type MonitoredPoolConfig = Omit<PoolConfig, 'Client'>;

type Release = (release?: Error | boolean) => void;
type Connected = (error: Error | undefined, client: PoolClient | undefined, release: Release) => void;

export function createPool(
  config: MonitoredPoolConfig,
  queries: Queries,
  store: RequestStore,
): MonitoredPool {
  const Client = createClientClass(queries, store);

  class ThroughlinePool extends Pool {
    constructor() {
      // pg-pool knows the option; pg's types leave it out.
      super({ ...config, Client } as PoolConfig);
      const query = this.query as (...args: unknown[]) => unknown;
      this.query = function askedPool(this: Pool, ...args: unknown[]) {
        const text = textOf(args[0]);
        if (text !== undefined) queries.ask(text, askedPool);
        return query.apply(this, args);
      } as typeof this.query;
    }

    override connect(): Promise<PoolClient>;
    override connect(callback: Connected): void;
    override connect(callback?: Connected): Promise<PoolClient> | undefined {
      const arrived = queries.startWaiting();
      if (callback) {
        // pg-pool calls a queued callback from whichever request gave its connection back.
        super.connect(
          keepContext((error: Error | undefined, client: PoolClient | undefined, release: Release) => {
            note(client, arrived());
            callback(error, client, release);
          }),
        );
        return undefined;
      }
      return super.connect().then(
        (client) => {
          note(client, arrived());
          return client;
        },
        (error: unknown) => {
          arrived();
          throw error;
        },
      );
    }
  }

  return new ThroughlinePool();
}

/** Less than this, in milliseconds, is the hop through the event loop and not a wait. */
const leastWaitMs = 0.5;

function note(client: PoolClient | undefined, waitMs: number): void {
  if (client) (client as PoolClient & TimedClient)[waitedMs] = waitMs >= leastWaitMs ? waitMs : 0;
}
