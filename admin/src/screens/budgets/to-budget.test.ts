import { expect, it } from 'vitest';
import { toBudget } from './to-budget.ts';

function aForm(changes: Record<string, string> = {}): FormData {
  const form = new FormData();
  const fields = {
    name: ' LCP ',
    metric: 'lcp',
    percentile: '75',
    good: '2500',
    poor: '4000',
    windowMinutes: '60',
  };
  for (const [name, value] of Object.entries({ ...fields, ...changes })) form.set(name, value);
  return form;
}

it('names in the scope only what was filled in', () => {
  expect(toBudget(aForm({ route: '/articles/:slug', device: ' ', endpoint: '' }))).toEqual({
    name: 'LCP',
    metric: 'lcp',
    percentile: 75,
    good: 2_500,
    poor: 4_000,
    scope: { route: '/articles/:slug' },
    windowMinutes: 60,
  });
});

it('does not take an empty threshold for zero', () => {
  expect(JSON.parse(JSON.stringify(toBudget(aForm({ poor: '' }))))).toMatchObject({ poor: null });
});
