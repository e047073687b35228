/** Server-sent events to one client: bounded, kept alive, and ended when its right to look has ended. */
import type { Request, Response } from 'express';
import type { Streaming } from './endpoint.ts';

export type EventStreamOptions = {
  site: string;
  streaming: Streaming;
  /** Rejects when the client may not look any more. */
  proveAgain: () => Promise<unknown>;
};

/** Proxies close what is silent for a minute; this is also how long a revoked token still looks. */
const heartbeatMs = 15_000;
/** A client that does not read is let go; it may come back with Last-Event-ID. */
const mostWaitingBytes = 262_144;

/** Resolves when the stream has ended. */
export async function streamEvents(
  request: Request,
  response: Response,
  { site, streaming, proveAgain }: EventStreamOptions,
): Promise<void> {
  response.writeHead(200, {
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'private, no-store',
    // Asks nginx not to gather the answer.
    'X-Accel-Buffering': 'no',
  });
  const write = (text: string): void => {
    if (response.writableLength > mostWaitingBytes) response.destroy();
    else response.write(text);
  };
  const end = (): void => void response.end();

  write('retry: 2000\n\n');
  const leave = streaming.join(site, request.get('Last-Event-ID'), ({ event, id, data }) => {
    write(`event: ${event}\n${id ? `id: ${id}\n` : ''}data: ${JSON.stringify(data)}\n\n`);
  });
  const heartbeat = setInterval(() => {
    proveAgain().then(() => write(': still here\n\n'), end);
  }, heartbeatMs);
  streaming.stopped.addEventListener('abort', end, { once: true });

  await new Promise<void>((closed) => response.once('close', closed));
  clearInterval(heartbeat);
  streaming.stopped.removeEventListener('abort', end);
  leave();
}
