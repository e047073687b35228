import type { Segments } from '@throughline/protocol';
import { expect, it } from 'vitest';
import { guiltyDevice, tellCause, tellTrouble, toText } from './sentence.ts';
import { anEstimate } from './test-evidence.ts';
import type { Trouble } from './trouble.ts';

const trouble: Trouble = { vital: 'lcp', estimate: anEstimate(3_100), route: '/articles/:slug' };

it('tells value, interval, device, part, route and statement in one sentence', () => {
  const cause = {
    kind: 'statement',
    share: 0.62,
    statement: 'select * from articles',
    service: 'cms-api',
    ms: 1_900,
  } as const;

  const text = toText([...tellTrouble(trouble, 75, 'mobile'), ...tellCause(trouble, cause)]);

  expect(text).toBe(
    'LCP p75 3.10 s [2.94–3.25 s] on mobile; 62 % of it is SQL on /articles/:slug, 1.90 s in: select * from articles',
  );
});

it('cuts a long statement and keeps it whole in the title', () => {
  const statement = `select ${'a, '.repeat(100)}b from c`;
  const phrases = tellCause(trouble, { kind: 'n+1', share: 0.8, statement, service: 's', runs: 40.4, ms: 9 });
  expect(toText(phrases)).toMatch(/run 40 times per view \(N\+1\): select (a, )+a?,?…$/);
  expect(phrases.at(-1)).toMatchObject({ title: statement });
});

it('names the file of a resource without its address', () => {
  const cause = {
    kind: 'resource',
    share: 0.7,
    url: 'https://a.test/b/lead.png?x=1',
    bytes: 4.1e6,
    ms: 2_000,
  } as const;
  expect(toText(tellCause(trouble, cause))).toBe(
    '; 70 % of it is loading lead.png, 4.1 MB on /articles/:slug.',
  );
});

it('ends the sentence when no cause and no route is certain', () => {
  expect(toText(tellCause({ ...trouble, route: null }, null))).toBe('.');
});

function byDevice(values: Record<string, number>): Segments {
  return {
    source: 'rollups',
    from: '',
    to: '',
    percentile: 75,
    by: 'device',
    segments: Object.entries(values).map(([value, lcp]) => ({
      value,
      views: 400,
      metrics: { lcp: anEstimate(lcp) },
    })),
  };
}

it('blames a device only when it is the only one beyond good', () => {
  expect(guiltyDevice(trouble, byDevice({ mobile: 4_000, desktop: 900 }))).toBe('mobile');
  expect(guiltyDevice(trouble, byDevice({ mobile: 4_000, desktop: 3_000 }))).toBeNull();
  expect(guiltyDevice(trouble, byDevice({ mobile: 4_000 }))).toBeNull();
  expect(guiltyDevice(trouble, undefined)).toBeNull();
});
