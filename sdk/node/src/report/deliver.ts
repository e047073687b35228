/** Posts one report. Uses node:http, whose sockets can be let go of: a report never keeps the host alive. */
import http from 'node:http';
import https from 'node:https';

type Delivery =
  | { ok: true }
  /** Try again, not before `afterMs`. */
  | { ok: false; again: true; afterMs: number; because: string }
  /** The door will never take this body. */
  | { ok: false; again: false; because: string };

export interface Deliver {
  (gzipped: Buffer): Promise<Delivery>;
  close(): void;
}

const answerWithinMs = 10_000;

/** @param endpoint Origin of the ingest service, with or without a path before `/v1/reports`. */
export function createDeliver(endpoint: string, token: string): Deliver {
  const url = new URL(`${endpoint.replace(/\/+$/, '')}/v1/reports`);
  const { request, Agent } = url.protocol === 'https:' ? https : http;
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });

  const deliver = (gzipped: Buffer): Promise<Delivery> =>
    new Promise((resolve) => {
      const failed = (because: string) => resolve({ ok: false, again: true, afterMs: 0, because });
      const outgoing = request(
        url,
        {
          method: 'POST',
          agent,
          timeout: answerWithinMs,
          headers: {
            authorization: `Bearer ${token}`,
            'content-type': 'application/json',
            'content-encoding': 'gzip',
            'content-length': gzipped.length,
          },
        },
        (answer) => {
          answer.resume();
          answer.on('end', () => resolve(toDelivery(answer)));
          answer.on('error', (error) => failed(error.message));
        },
      );
      outgoing.on('socket', (socket) => socket.unref());
      outgoing.on('timeout', () => outgoing.destroy(new Error('no answer in time')));
      outgoing.on('error', (error) => failed(error.message));
      outgoing.end(gzipped);
    });

  return Object.assign(deliver, { close: () => agent.destroy() });
}

function toDelivery(answer: http.IncomingMessage): Delivery {
  const status = answer.statusCode ?? 0;
  if (status >= 200 && status < 300) return { ok: true };

  const because = `HTTP ${status}`;
  if (status === 429 || status === 408 || status >= 500) {
    const seconds = Number(answer.headers['retry-after']);
    return { ok: false, again: true, afterMs: seconds > 0 ? Math.min(seconds, 300) * 1_000 : 0, because };
  }
  return { ok: false, again: false, because };
}
