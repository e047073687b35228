/** A body that is read as it comes. Nobody waits for ever, and a client that is refused gets to hear of it. */
import type { IncomingMessage } from 'node:http';
import { Refusal } from './problem.ts';

/** What is still read of a body after it was refused. */
const discardedBytes = 4 * 1_048_576;
const discardingMs = 10_000;

/** The request is not destroyed when its reader gives up: it still has to be answered. @throws Refusal when it stalls or breaks off. */
export async function* chunksOf(request: IncomingMessage, idleMs: number): AsyncGenerator<Buffer> {
  const chunks = request.iterator({ destroyOnReturn: false });
  for (;;) {
    const next = await within(chunks.next(), idleMs);
    if (next.done) return;
    yield next.value as Buffer;
  }
}

async function within<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, fail) => {
    const refusal = new Refusal('body_stalled', `Nothing came for ${ms / 1_000} s; nothing was kept.`);
    timer = setTimeout(() => fail(refusal), ms);
  });
  // When the other one wins, this one still ends, and nobody listens.
  work.catch(() => {});
  try {
    return await Promise.race([work, late]);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal('broken_file', 'The body broke off; nothing was kept.');
  } finally {
    clearTimeout(timer);
  }
}

/** A client that only listens when it is done talking is let talk a little longer, then cut off. */
export function discard(request: IncomingMessage): void {
  if (request.readableEnded || request.destroyed) return;
  let bytes = 0;
  // Whoever gave up reading may still listen, and nothing would flow.
  request.removeAllListeners('readable');
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > discardedBytes) request.destroy();
  });
  request.on('error', () => {});
  request.setTimeout(discardingMs, () => request.destroy());
  request.resume();
}
