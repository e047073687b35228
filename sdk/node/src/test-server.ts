/** Real HTTP for tests: an app on a free port, and an ingest service that keeps what it is told. */
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { ReportBody } from '@throughline/protocol';

export type TestServer = { origin: string; close(): Promise<void> };

export async function listen(listener: RequestListener): Promise<TestServer> {
  const server = createServer(listener);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, close: () => close(server) };
}

export type TestIngest = TestServer & {
  reports: ReportBody[];
  attempts: number;
  /** What the next posts are answered with; 202 keeps the report. */
  answer: number;
  headers: Record<string, string | string[] | undefined>;
};

/** Checks each report against the protocol: one that does not fit makes the test fail. */
export async function listenAsIngest(): Promise<TestIngest> {
  const state = { reports: [] as ReportBody[], attempts: 0, answer: 202, headers: {} };
  const server = await listen(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    state.attempts++;
    state.headers = request.headers;
    if (state.answer === 202) {
      state.reports.push(ReportBody.strict().parse(JSON.parse(gunzipSync(Buffer.concat(chunks)).toString())));
    }
    response.writeHead(state.answer).end();
  });
  return Object.assign(state, server);
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((done) => server.close(() => done()));
}

/** Asks until it is so, for at most five seconds. */
export async function until(isSo: () => boolean): Promise<void> {
  const giveUpAtMs = Date.now() + 5_000;
  while (!isSo()) {
    if (Date.now() > giveUpAtMs) throw new Error('It did not become so within 5 s.');
    await new Promise((next) => setTimeout(next, 10));
  }
}
