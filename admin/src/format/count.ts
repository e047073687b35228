/** Counts and shares as text. */

const grouped = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** Exact up to five figures, then in thousands or millions. */
export function formatCount(count: number): string {
  if (count < 99_999.5) return grouped.format(count);
  if (count < 999_500) return `${Math.round(count / 1_000)} k`;
  return `${(count / 1_000_000).toFixed(count < 9_950_000 ? 1 : 0)} M`;
}

/** Two figures from a thousand on: for small print, where the exact count stands in a title. */
export function formatRoundCount(count: number): string {
  if (count < 999.5) return grouped.format(count);
  if (count < 9_950) return `${(count / 1_000).toFixed(1)}k`;
  if (count < 999_500) return `${Math.round(count / 1_000)}k`;
  return `${(count / 1_000_000).toFixed(count < 9_950_000 ? 1 : 0)}M`;
}

/** `1 view`, `2 views`. */
export function formatPlural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** A percentile of counts may fall between two of them. */
export function formatCountEstimate(count: number): string {
  return count < 9.95 ? String(Number(count.toFixed(1))) : formatCount(count);
}

/** @param share 0–1. A share that exists never reads 0 %, one that is not whole never 100 %. */
export function formatShare(share: number): string {
  if (share > 0 && share < 0.01) return '<1 %';
  if (share < 1 && share > 0.99) return '>99 %';
  return `${Math.round(share * 100)} %`;
}

/** A share that is small where all is well: `0.04 %`. @param ratio 0–1. */
export function formatRate(ratio: number): string {
  if (ratio === 0) return '0 %';
  if (ratio < 0.0001) return '<0.01 %';
  return `${(ratio * 100).toFixed(ratio < 0.001 ? 2 : ratio < 0.1 ? 1 : 0)} %`;
}
