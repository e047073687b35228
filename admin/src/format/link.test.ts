import { expect, it } from 'vitest';
import { toPathText, toWebHref } from './link.ts';

it('links web addresses', () => {
  expect(toWebHref('https://example.test/a?b=1')).toBe('https://example.test/a?b=1');
});

it.each([
  'javascript:alert(1)',
  ' javascript:alert(1)',
  'data:text/html,x',
  '//evil.test',
  '/a',
  'https://',
  '',
])('never links %j', (text) => {
  expect(toWebHref(text)).toBeNull();
});

it('shortens a web address to its path and leaves other text alone', () => {
  expect(toPathText('https://example.test/a?b=1#c')).toBe('/a?b=1');
  expect(toPathText('<img src=x>')).toBe('<img src=x>');
});
