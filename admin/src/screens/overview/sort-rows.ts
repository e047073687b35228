/** Orders the merged list. What was not measured stays at the end, whichever way the order runs. */
import type { RouteRow } from '@throughline/protocol';
import { vitalNames } from '@throughline/protocol/vitals';
import type { Order } from '../../state/filters.ts';
import { toImpactMs } from '../../state/impact.ts';
import { apiColumns, type ColumnId, navigationColumns } from './columns.ts';

/** What costs most first; where nothing exceeds good, or too few views say so, what is seen most. */
export const firstOrder: Order<ColumnId> = { by: 'impact', isDescending: true };

export function sortRows(rows: readonly RouteRow[], { by, isDescending }: Order<ColumnId>): RouteRow[] {
  const sign = isDescending ? -1 : 1;
  return [...rows].sort((a, b) => {
    const left = sortValue(a, by);
    const right = sortValue(b, by);
    if (left === null || right === null)
      return Number(left === null) - Number(right === null) || byViews(a, b);
    return sign * compare(left, right) || byViews(a, b);
  });
}

function sortValue(row: RouteRow, by: ColumnId): number | string | null {
  if (by === 'route') return row.route;
  if (by === 'views') return row.views;
  if (by === 'impact') return toImpactMs(row);
  const vital = vitalNames.find((name) => name === by);
  if (vital) return row.vitals[vital]?.value ?? null;
  const column = [...navigationColumns, ...apiColumns].find(({ id }) => id === by);
  return column?.estimate(row)?.value ?? null;
}

function compare(a: number | string, b: number | string): number {
  return a < b ? -1 : Number(a > b);
}

function byViews(a: RouteRow, b: RouteRow): number {
  return b.views - a.views || compare(a.route, b.route);
}
