/** What the address says about how numbers are chosen: percentile, text filter, order. */

export const percentiles = [50, 75, 90, 95, 99] as const;
export type Percentile = (typeof percentiles)[number];

const defaultPercentile: Percentile = 75;

export function parsePercentile(params: URLSearchParams): Percentile {
  const asked = Number(params.get('percentile'));
  return percentiles.find((percentile) => percentile === asked) ?? defaultPercentile;
}

export function percentileParam(percentile: Percentile): string | null {
  return percentile === defaultPercentile ? null : String(percentile);
}

export type Order<Column extends string> = { by: Column; isDescending: boolean };

/** `sort=lcp` is the column's natural direction turned by a leading `-`. */
export function parseOrder<Column extends string>(
  params: URLSearchParams,
  columns: readonly Column[],
  fallback: Order<Column>,
): Order<Column> {
  const text = params.get('sort') ?? '';
  const isDescending = text.startsWith('-');
  const by = columns.find((column) => column === (isDescending ? text.slice(1) : text));
  return by ? { by, isDescending } : fallback;
}

export function orderParam(order: Order<string>): string {
  return `${order.isDescending ? '-' : ''}${order.by}`;
}

/** Every word must occur, in any order and case. */
export function matchesText(text: string, filter: string): boolean {
  const haystack = text.toLowerCase();
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => haystack.includes(word));
}
