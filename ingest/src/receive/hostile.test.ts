/** What strangers may send: nothing breaks the door, and nothing that it takes is refused by the database later. */
import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { limits, type ViewBody } from '@throughline/protocol';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { storeRecords } from '../drain/store-records.ts';
import { createRouteBook } from '../enrich/route-book.ts';
import { createClientParser } from '../enrich/user-agent.ts';
import { aViewBody } from '../store/test-samples.ts';
import { startTestApp, type TestApp } from '../test-app.ts';
import { acceptView } from './accept.ts';
import { createAdmission } from './admission.ts';

let app: TestApp;
let base: URL;

beforeAll(async () => {
  app = await startTestApp((prepared) =>
    prepared.putSite({ id: 'demo', name: 'Demo', writeKey: 'pk_demo', origins: [] }),
  );
  base = new URL(app.base);
});
afterAll(() => app.close());

function send(body: BodyInit, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(new URL('/v1/views', base), {
    method: 'POST',
    body,
    headers: { 'Content-Type': 'text/plain', ...headers },
  });
}

const json = (changes: object = {}) => JSON.stringify({ ...aViewBody(), ...changes });

describe('a hostile body', () => {
  const bodies: [string, () => BodyInit, Record<string, string>?][] = [
    [
      'depth 100,000 of arrays',
      () =>
        json()
          .replace('"vitals"', `"tags":${'['.repeat(100_000)}${']'.repeat(100_000)},"vitals"`)
          .slice(0, 65_000),
    ],
    [
      'depth 30,000 inside an unknown field',
      () => json().replace('"vitals"', `"x":${'['.repeat(30_000)}${']'.repeat(30_000)},"vitals"`),
    ],
    ['1e400', () => json().replace('1834.2', '1e400')],
    ['NaN', () => json().replace('1834.2', 'NaN')],
    [
      '__proto__',
      () => json().replace('"vitals"', '"__proto__":{"v":1},"constructor":{"prototype":{"x":1}},"vitals"'),
    ],
    [
      'a 60 KB address',
      () => json({ view: { ...aViewBody().view, url: `https://a.test/${'x'.repeat(60_000)}` } }),
    ],
    ['a 1000:1 gzip', () => gzipSync(Buffer.alloc(60_000_000)), { 'Content-Encoding': 'gzip' }],
    ['UTF-16', () => Buffer.from(json(), 'utf16le'), { 'Content-Type': 'text/plain;charset=utf-16le' }],
    ['nothing', () => ''],
    ['a number', () => '1'],
    ['null', () => 'null'],
    ['duplicate keys', () => json().replace('"v":1', '"v":1,"v":2')],
  ];

  it.each(bodies)(
    'of %s is answered without a 5xx, and the neighbour is served',
    async (_name, body, headers) => {
      const [answer, neighbour] = await Promise.all([send(body(), headers), send(json())]);

      expect(answer.status).toBeLessThan(500);
      expect(neighbour.status).toBe(202);
      expect(Object.getPrototypeOf({})).not.toHaveProperty('v');
    },
  );

  it('that never ends its headers holds nobody up, and is cut off', async () => {
    const slow = Array.from({ length: 200 }, () => connect(Number(base.port), base.hostname));
    const told = slow.map(async (socket) => {
      socket.write('POST /v1/views HTTP/1.1\r\nHost: a\r\nX-Slow: ');
      let text = '';
      for await (const chunk of socket) text += String(chunk);
      return text;
    });

    const answers = await Promise.all(Array.from({ length: 50 }, () => send(json())));

    expect(answers.every(({ status }) => status === 202)).toBe(true);
    expect((await Promise.all(told)).every((text) => text.startsWith('HTTP/1.1 408 '))).toBe(true);
  });

  it.each([
    ['gzip', gzipSync(Buffer.alloc(30_000_000))],
    ['br', brotliCompressSync(Buffer.concat([randomBytes(9_000), Buffer.alloc(9_000_000)]))],
  ])('of 8 KB or more that %s blows up a thousandfold fills no memory', async (encoding, bomb) => {
    const beforeBytes = process.memoryUsage.rss();

    const answers: Response[] = [];
    for (let round = 0; round < 10; round += 1) {
      const sent = Array.from({ length: 20 }, () => send(bomb, { 'Content-Encoding': encoding }));
      answers.push(...(await Promise.all(sent)));
    }

    expect(bomb.length).toBeGreaterThan(8_192);
    expect(answers.every(({ status }) => status === 413)).toBe(true);
    // Whole, these were gigabytes.
    expect(process.memoryUsage.rss() - beforeBytes).toBeLessThan(100_000_000);
  });
});

/** Text with everything that a database or a terminal may choke on. */
const text = (max: number) =>
  fc
    .oneof(
      fc.string({ unit: 'binary', maxLength: max }),
      fc.constantFrom(
        '\u0000',
        '\ud800',
        '\udfff\ud800',
        '\\N',
        '\\.',
        'a\tb\nc\rd',
        '\\x00',
        "'; drop table views; --",
        '%',
        '\u202e',
      ),
    )
    .map((value) => value.slice(0, max));
const ms = fc.oneof(
  fc.double({ min: 0, max: limits.vitalMs, noNaN: true }),
  fc.constantFrom(0, -0, 5e-324, 1e-45, limits.vitalMs),
);

const hostileView: fc.Arbitrary<ViewBody> = fc
  .record({
    id: fc.uuid({ version: 4 }),
    revision: fc.integer({ min: 1, max: 100_000 }),
    startedAtMs: fc.constantFrom(0, 1_700_000_000_000, 4_102_444_800_000, 9_999_999_999_999),
    path: text(400),
    route: fc.option(text(limits.routeLength), { nil: undefined }),
    release: fc.option(text(limits.nameLength), { nil: undefined }),
    tags: fc.dictionary(text(20), text(limits.nameLength), { maxKeys: 10 }),
    lcp: ms,
    cls: fc.double({ min: 0, max: 1_000, noNaN: true }),
    target: text(limits.selectorLength),
    marks: fc.array(fc.record({ name: text(limits.nameLength), startMs: ms }), { maxLength: 5 }),
    sqlCount: fc.constantFrom(0, 1, 2_147_483_647),
    sampleRate: fc.constantFrom(0.001, 0.5, 1),
  })
  .map(
    ({
      id,
      revision,
      startedAtMs,
      path,
      route,
      release,
      tags,
      lcp,
      cls,
      target,
      marks,
      sqlCount,
      sampleRate,
    }) => ({
      ...aViewBody(
        {},
        {
          id,
          revision,
          startedAtMs,
          url: new URL(encodeURI(path.toWellFormed()), 'https://a.test/').href.slice(0, 2_048),
        },
      ),
      route,
      release,
      tags,
      vitals: { lcp: { value: lcp, target }, cls: { value: cls } },
      marks,
      sampleRate,
      navigation: { server: { sqlCount, sqlMs: lcp, requestMs: lcp } },
      requests: [{ url: path, startMs: 0, durationMs: lcp, server: { sqlCount } }],
    }),
  );

it('takes nothing that the database then refuses', async () => {
  const directory = {
    writeKeyOf: () => undefined,
    siteByKey: () => ({ id: 'demo', origins: new Set<string>() }),
    serviceByToken: () => undefined,
  };
  const admission = createAdmission({ loopDelayMs: () => 0 });
  const { store } = app;
  const routes = createRouteBook(store);
  const clientOf = createClientParser();
  const dead: string[] = [];
  let taken = 0;

  await fc.assert(
    fc.asyncProperty(
      fc.array(hostileView, { minLength: 1, maxLength: 20 }),
      text(600),
      async (views, userAgent) => {
        const records: Buffer[] = [];
        const spool = {
          append: async (...record: Buffer[]) => {
            records.push(Buffer.concat(record));
            return { ok: true } as const;
          },
        };
        const sender = { origin: undefined, userAgent, country: 'DE', receivedAtMs: Date.now() };
        const parts = {
          spool: spool as never,
          directory: { ...directory, refresh: async () => {}, stop: () => {} },
          admission,
        };
        for (const view of views) await acceptView(Buffer.from(JSON.stringify(view)), sender, parts);
        taken += records.length;

        await storeRecords(records, { store, clientOf, routes, onDeadLetter: (reason) => dead.push(reason) });

        expect(dead).toEqual([]);
      },
    ),
    { numRuns: 60 },
  );
  expect(taken).toBeGreaterThan(100);
}, 60_000);
