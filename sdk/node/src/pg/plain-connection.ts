/** A connection for the monitor's own statements: around our own classes, so that they are none of the host's. */
import { Client as PlainClient, Pool, type PoolClient } from 'pg';

export type PlainConnection = Pick<PoolClient, 'query' | 'escapeIdentifier' | 'release'>;

export async function borrowPlain(pool: Pool): Promise<PlainConnection> {
  const connect = Pool.prototype.connect as () => Promise<PoolClient>;
  const client = await connect.call(pool);
  return {
    query: PlainClient.prototype.query.bind(client) as PoolClient['query'],
    escapeIdentifier: (text) => client.escapeIdentifier(text),
    release: (error) => client.release(error),
  };
}
