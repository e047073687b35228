/**
 * Parts by kind, name and route, of one bucket. Words of each kind are bounded, and so are routes, but not their pairs:
 * of each kind a table keeps the 20,000 that were told most often, and the rest counts as `(other)` of its route.
 */
import type { Cell } from './copy.ts';
import { Part, type PartRow } from './part.ts';

/** A name on each of 500 routes forty times over. */
const mostOfKind = 20_000;
/** Before the smallest leave: what is large in the end may have come late. */
const roomOfKind = 2 * mostOfKind;

type Placed = { name: number; route: number; part: Part };

export class PartTable {
  readonly #byKind = new Map<number, Map<string, Placed>>();
  readonly #otherOf: (kind: number) => number;

  /** @param otherOf The number of the word `(other)` of a kind. */
  constructor(otherOf: (kind: number) => number) {
    this.#otherOf = otherOf;
  }

  merge(kind: number, name: number, route: number, part: Part): void {
    this.#of(kind, name, route).merge(part);
  }

  mergeRow(row: PartRow): void {
    this.#of(row.kind, row.name, row.route).mergeRow(row);
  }

  *cells(at: Date, site: number): Generator<Cell[]> {
    for (const [kind, placed] of this.#byKind) {
      if (placed.size > mostOfKind) this.#evict(kind, placed);
      for (const { name, route, part } of placed.values()) yield part.toCells(at, site, kind, name, route);
    }
  }

  #of(kind: number, name: number, route: number): Part {
    const placed = this.#byKind.get(kind) ?? new Map<string, Placed>();
    this.#byKind.set(kind, placed);
    const key = `${name} ${route}`;
    const known = placed.get(key);
    if (known) return known.part;

    if (placed.size >= roomOfKind) this.#evict(kind, placed);
    const part = new Part();
    placed.set(key, { name, route, part });
    return part;
  }

  #evict(kind: number, placed: Map<string, Placed>): void {
    const other = this.#otherOf(kind);
    // Of two alike the lower number stays, so that a recount keeps the same.
    const named = [...placed]
      .filter(([, { name }]) => name !== other)
      .sort(([, a], [, b]) => b.part.count - a.part.count || a.name - b.name || a.route - b.route);
    for (const [key, { route, part }] of named.slice(mostOfKind)) {
      placed.delete(key);
      const otherKey = `${other} ${route}`;
      const rest = placed.get(otherKey) ?? { name: other, route, part: new Part() };
      placed.set(otherKey, rest);
      rest.part.merge(part);
    }
  }
}
