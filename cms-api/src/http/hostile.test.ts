import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestCms, type TestCms } from '../test-cms.ts';

describe('hostile bodies', () => {
  let cms: TestCms;
  let as: string;
  beforeAll(async () => {
    cms = await startTestCms();
    as = await cms.logIn('admin');
    const fields = [
      { kind: 'text', name: 'title', required: true },
      { kind: 'number', name: 'rank' },
      { kind: 'json', name: 'extra' },
    ];
    await cms.ask('types', { as, body: { name: 'notes', title: 'Notes', fields } });
  });
  afterAll(async () => {
    expect(cms.bugs).toEqual([]);
    await cms.stop();
  });

  const post = (body: string | Uint8Array, headers: Record<string, string> = {}) =>
    fetch(`${cms.api}/content/notes`, {
      method: 'POST',
      headers: { authorization: `Bearer ${as}`, 'content-type': 'application/json', ...headers },
      body: body as string,
    });
  const entry = (extra: string) => `{"fields":{"title":"x","extra":${extra}}}`;
  const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

  it.each([
    ['nothing', '', 400],
    ['no JSON', '{', 400],
    ['a word', '"x"', 400],
    ['null', 'null', 400],
    ['a list', '[]', 400],
    ['a hundred thousand levels', entry(nested(100_000)), 400],
    ['forty-one levels', entry(nested(39)), 400],
    ['brackets in a string', entry(JSON.stringify('['.repeat(1_000))), 201],
    ['a number beyond numbers', '{"fields":{"title":"x","rank":1e400}}', 400],
    ['a prototype, which is dropped', '{"fields":{"title":"x","__proto__":{"admin":true}}}', 201],
    ['a prototype in JSON', entry('{"__proto__":{"a":1},"constructor":{"b":1}}'), 201],
    ['NUL', '{"fields":{"title":"\\u0000"}}', 400],
    ['half a character', '{"fields":{"title":"\\ud83d"}}', 400],
    ['a megabyte and more', entry(JSON.stringify('x'.repeat(1_100_000))), 413],
  ])('answers %s', async (_what, body, status) => {
    const answer = await post(body);

    expect(answer.status, await answer.clone().text()).toBe(status);
    if (status >= 400) expect(answer.headers.get('content-type')).toContain('application/problem+json');
  });

  it('refuses what inflates beyond the limit, and what it cannot read', async () => {
    const bomb = Buffer.alloc(200 * 1_048_576, 0x20);
    const cases: [Record<string, string>, string | Uint8Array, number][] = [
      [{ 'content-encoding': 'gzip' }, gzipSync(bomb), 413],
      [{ 'content-encoding': 'br' }, brotliCompressSync(bomb.subarray(0, 20 * 1_048_576)), 413],
      [{ 'content-encoding': 'gzip' }, 'not gzip', 400],
      [{ 'content-encoding': 'zip' }, '{}', 415],
      [{ 'content-type': 'application/json; charset=utf-7' }, '{}', 415],
      [{ 'content-type': 'application/json; charset=utf-8' }, '{', 400],
      [{ 'content-type': 'text/plain' }, '{}', 415],
      [{ 'content-type': 'application/x-www-form-urlencoded' }, 'a=b', 415],
    ];
    for (const [headers, body, status] of cases) {
      const answer = await post(body, headers);
      expect(answer.status, `${JSON.stringify(headers)}: ${await answer.clone().text()}`).toBe(status);
    }
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });

  it('is not read from strangers at all', async () => {
    const answer = await fetch(`${cms.api}/content/notes`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{',
    });

    expect(answer.status).toBe(401);
  });
});
