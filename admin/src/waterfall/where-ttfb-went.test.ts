import { expect, it } from 'vitest';
import { toTtfbParts } from './where-ttfb-went.ts';

const tonesOf = (navigation: Parameters<typeof toTtfbParts>[0], ttfbMs?: number) =>
  toTtfbParts(navigation, ttfbMs).map((part) => [part.tone, part.durationMs]);

it('splits the wait into network and the parts of the server', () => {
  const server = { requestMs: 180, appMs: 50, sqlMs: 120, upstreamMs: 10 };

  expect(tonesOf({ dnsMs: 5, waitMs: 200, server })).toEqual([
    ['dns', 5],
    ['network', 20],
    ['app', 50],
    ['sql', 120],
    ['upstream', 10],
  ]);
});

it('adds up to TTFB: what nobody explains belongs to the network', () => {
  const server = { requestMs: 180, appMs: 60, sqlMs: 120 };

  expect(tonesOf({ dnsMs: 5, waitMs: 200, server }, 240)).toEqual([
    ['dns', 5],
    ['network', 55],
    ['app', 60],
    ['sql', 120],
  ]);
});

it('does not call the whole wait network when the server kept silent', () => {
  expect(tonesOf({ waitMs: 200 })).toEqual([['wait', 200]]);
});

it('never gives the network a negative time', () => {
  expect(tonesOf({ waitMs: 100, server: { requestMs: 120, appMs: 120 } })).toEqual([['app', 120]]);
});
