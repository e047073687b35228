import { expect, it } from 'vitest';
import { withParams } from './router.ts';
import { filterNames, keepShared, parseScope, scopeQuery } from './scope.ts';

const hostile = ['a|b', '||', '|', '(none)', '<img src=x>', 'x&y=z', 'ü 😀', '%41'];

it('brings every combination of two filters back from the address as it went in', () => {
  for (const first of filterNames) {
    for (const second of filterNames) {
      const address = { pathname: '/sites/demo', params: new URLSearchParams() };
      const href = withParams(address, { [first]: hostile, [second]: ['mobile'] });

      const { filters } = parseScope(new URL(href, 'http://admin').searchParams);

      const told = Object.fromEntries(filters.map(({ name, values }) => [name, values]));
      expect(told[second]).toEqual(['mobile']);
      if (first !== second) expect(told[first]).toEqual(hostile);
    }
  }
});

it('takes no filter for an empty parameter', () => {
  expect(parseScope(new URLSearchParams('device=&browser=')).filters).toEqual([]);
});

it('asks servers without the filters that they do not know', () => {
  const scope = parseScope(new URLSearchParams('device=mobile&device=tablet&percentile=95&range=1h'));
  const nowMs = Date.UTC(2026, 10, 24, 12);

  expect(scopeQuery(scope, 'views', nowMs)).toEqual([
    ['from', '2026-11-24T11:00:00.000Z'],
    ['percentile', '95'],
    ['device', 'mobile'],
    ['device', 'tablet'],
  ]);
  expect(scopeQuery(scope, 'servers', nowMs)).toHaveLength(2);
  expect(scopeQuery(scope, 'span', nowMs)).toHaveLength(1);
  expect(scopeQuery(scope, 'nothing', nowMs)).toEqual([]);
});

it('carries range and percentile along, and nothing else', () => {
  const params = new URLSearchParams('range=7d&percentile=95&filter=x&sort=lcp');

  expect(keepShared(params).toString()).toBe('range=7d&percentile=95');
});
