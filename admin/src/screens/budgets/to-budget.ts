/** What the form says as a budget of the API. Pure. */
import type { BudgetMetric, BudgetScope, NewBudget } from '@throughline/protocol';

const scopeFields = ['route', 'device', 'service', 'endpoint', 'query'] as const;

export function toBudget(form: FormData): NewBudget {
  const text = (name: string) => String(form.get(name) ?? '').trim();
  const scope: BudgetScope = {};
  for (const field of scopeFields) {
    const value = text(field);
    if (value !== '') scope[field] = value;
  }
  return {
    name: text('name'),
    // Options of lists, all of them known to the API.
    metric: text('metric') as BudgetMetric,
    percentile: Number(text('percentile')) as NewBudget['percentile'],
    good: toNumber(text('good')),
    poor: toNumber(text('poor')),
    scope,
    windowMinutes: toNumber(text('windowMinutes')),
  };
}

/** An empty field must not be zero: JSON makes null of NaN, and the API says which field it is. */
function toNumber(text: string): number {
  return text === '' ? Number.NaN : Number(text);
}
