import { expect, it, vi } from 'vitest';
import { analyseResources } from './analyse.ts';

const entry = (name: string, more: object) =>
  ({
    name,
    initiatorType: 'script',
    duration: 10,
    transferSize: 300,
    encodedBodySize: 0,
    decodedBodySize: 0,
    ...more,
  }) as PerformanceResourceTiming;

it('sorts what a page loaded by what it costs', () => {
  vi.stubGlobal('location', { origin: 'https://site.test' });

  const analysis = analyseResources([
    entry('https://site.test/a.js', {
      duration: 90,
      transferSize: 50_300,
      encodedBodySize: 50_000,
      decodedBodySize: 50_000,
    }),
    entry('https://site.test/b.js', {
      transferSize: 10_300,
      encodedBodySize: 10_000,
      decodedBodySize: 40_000,
    }),
    entry('https://cdn.test/c.png', {
      initiatorType: 'img',
      transferSize: 0,
      encodedBodySize: 9_000,
      decodedBodySize: 9_000,
    }),
  ]);

  expect(analysis.byType).toEqual({
    script: { count: 2, transferBytes: 60_600, decodedBytes: 90_000, durationMs: 100 },
    img: { count: 1, transferBytes: 0, decodedBytes: 9_000, durationMs: 10 },
  });
  const urls = (lines: { url: string }[]) => lines.map(({ url }) => url.slice(-4));
  expect(urls(analysis.slowest)).toEqual(['a.js', 'b.js', '.png']);
  expect(urls(analysis.largest)).toEqual(['a.js', 'b.js', '.png']);
  expect(urls(analysis.uncompressed)).toEqual(['a.js']);
  expect(urls(analysis.uncached)).toEqual(['a.js', 'b.js']);
  expect(urls(analysis.thirdParty)).toEqual(['.png']);
});
