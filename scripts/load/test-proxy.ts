/** Stands before a real server and hands everything on, but makes one path slow, or answers for another one with an error. */
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

export type TestProxy = {
  origin: string;
  /** From now on what begins with this is answered with 503. */
  fail(path: string): void;
  stop(): Promise<void>;
};

export async function startTestProxy(
  target: string,
  { slow }: { slow?: { path: string; delayMs: number } } = {},
): Promise<TestProxy> {
  let failing: string | undefined;
  const server = createServer((incoming, outgoing) => {
    const { method, headers, url = '' } = incoming;
    if (failing !== undefined && url.startsWith(failing)) {
      incoming.resume();
      outgoing.writeHead(503).end();
      return;
    }
    const forward = () => {
      const onward = request(`${target}${url}`, { method, headers }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      });
      onward.once('error', () => outgoing.destroy());
      incoming.pipe(onward);
    };
    setTimeout(forward, slow && url.startsWith(slow.path) ? slow.delayMs : 0);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));

  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    fail: (path) => {
      failing = path;
    },
    stop: async () => {
      const closed = new Promise((done) => server.close(done));
      server.closeAllConnections();
      await closed;
    },
  };
}
