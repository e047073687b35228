import { describe, expect, it } from 'vitest';
import { scrubUrl } from './scrub.ts';

describe('scrubUrl', () => {
  it.each([
    'https://a.test/',
    'https://a.test/articles/one-more-thing-about-performance-in-2026',
    'https://a.test/shop/42?sort=price&page=2',
    'https://a.test/o/8d0e3a52-7f0c-4a53-9a43-6a2f0c1b2d3e',
    'https://a.test/archive/2026-11-24',
    'https://cdn.test/assets/index-B3x9.js',
    '/relative/path',
  ])('leaves %s as it is', (url) => {
    expect(scrubUrl(url)).toBe(url);
  });

  it.each([
    ['https://a.test/u/jane@example.org/edit', 'https://a.test/u/[scrubbed]/edit'],
    ['https://a.test/u/jane%40example.org', 'https://a.test/u/[scrubbed]'],
    ['https://a.test/u/jane%2540example.org', 'https://a.test/u/[scrubbed]'],
    ['https://jane:pw@a.test/x', 'https://a.test/x'],
    ['https://a.test/reset?token=abc&page=2', 'https://a.test/reset?token=[scrubbed]&page=2'],
    ['https://a.test/x?access_token=1', 'https://a.test/x?access_token=[scrubbed]'],
    ['https://a.test/x?q=jane@example.org', 'https://a.test/x?q=[scrubbed]'],
    ['https://a.test/x?jwt', 'https://a.test/x?jwt'],
    ['https://a.test/s/eyJhbGciOiJIUzI1.eyJzdWIiOiIxMjM0.c2lnbmF0dXJl', 'https://a.test/s/[scrubbed]'],
    ['https://a.test/call/+44 20 7946 0958', 'https://a.test/call/[scrubbed]'],
    ['https://a.test/pay/4111 1111 1111 1111', 'https://a.test/pay/[scrubbed]'],
    ['https://a.test/k/9f8a7b6c5d4e3f2a1b0c9d8e7f', 'https://a.test/k/[scrubbed]'],
    ['https://a.test/page#access_token=abc', 'https://a.test/page'],
    ['data:image/png;base64,iVBORw0KGgo=', 'data:'],
  ])('scrubs %s', (url, clean) => {
    expect(scrubUrl(url)).toBe(clean);
  });

  it('takes time in proportion to the length, whatever the text', () => {
    const hostile = [
      'a@'.repeat(32_000),
      `${'1-'.repeat(32_000)}x`,
      `${'a.'.repeat(32_000)}`,
      '%'.repeat(64_000),
    ];

    for (const text of hostile) expect(scrubUrl(`https://a.test/?q=${text}`).length).toBeGreaterThan(0);
  });
});
