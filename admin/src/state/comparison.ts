/** Which earlier span the numbers stand beside. Lives in the address. */
import type { Comparison } from '@throughline/protocol';

export const comparisons = ['previous', 'week'] as const satisfies readonly Comparison[];

export const comparisonTitles: Record<Comparison, string> = {
  previous: 'the same time before',
  week: 'the same weekdays before',
};

const usual: Comparison = 'previous';

export function parseComparison(params: URLSearchParams): Comparison {
  return comparisons.find((name) => name === params.get('compare')) ?? usual;
}

/** The usual one leaves no trace. */
export function comparisonParam(comparison: Comparison): string | null {
  return comparison === usual ? null : comparison;
}
