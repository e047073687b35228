import { beforeAll, expect, it, vi } from 'vitest';
import { scrub } from './scrub.ts';

beforeAll(() => vi.stubGlobal('location', { href: 'https://site.test/a/b?c' }));

it('drops credentials, query and hash', () => {
  expect(scrub('https://me:secret@site.test/path?token=1#part', { keepQuery: [] })).toBe(
    'https://site.test/path',
  );
});

it('keeps what the site allows', () => {
  const kept = { keepQuery: ['page', 'q'], keepHash: true };
  expect(scrub('/path?token=1&page=2&q=a%20b#/route', kept)).toBe(
    'https://site.test/path?page=2&q=a+b#/route',
  );
});

it('keeps only the scheme of what is no web address', () => {
  expect(scrub('data:image/png;base64,AAAA', { keepQuery: [] })).toBe('data:');
  expect(scrub('blob:https://site.test/0b1c', { keepQuery: [] })).toBe('blob:');
});

it('makes nothing of nothing', () => {
  expect(scrub('', { keepQuery: [] })).toBe('');
});
