/** Joins views just asked for with those already listed: each once, newest first, the newer telling wins. */
import type { ViewRow } from '@throughline/protocol';

export function mergeViews(listed: readonly ViewRow[], fresh: readonly ViewRow[]): ViewRow[] {
  const byId = new Map(listed.map((view) => [view.id, view]));
  for (const view of fresh) byId.set(view.id, view);
  return [...byId.values()].sort(
    (a, b) => Date.parse(b.startedAt) - Date.parse(a.startedAt) || compare(a.id, b.id),
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
