/**
 * Parts by kind, name and route, of one bucket. Words of each kind are bounded, and so are routes, but not their pairs:
 * a table keeps 20,000 of each kind, and what finds no place counts as `(other)` of its route.
 */
import { Part } from './part.ts';

/** A name on each of 500 routes forty times over; a sender of random names on random pages must not fill the memory. */
const mostOfKind = 20_000;

export type PlacedPart = { kind: number; name: number; route: number; part: Part };

export class PartTable {
  readonly #parts = new Map<string, PlacedPart>();
  readonly #countOf = new Map<number, number>();
  readonly #otherOf: (kind: number) => number;

  /** @param otherOf The number of the word `(other)` of a kind. */
  constructor(otherOf: (kind: number) => number) {
    this.#otherOf = otherOf;
  }

  of(kind: number, name: number, route: number): Part {
    const key = `${kind} ${name} ${route}`;
    const known = this.#parts.get(key);
    if (known) return known.part;

    const other = this.#otherOf(kind);
    if (name !== other) {
      const count = this.#countOf.get(kind) ?? 0;
      if (count >= mostOfKind) return this.of(kind, other, route);
      this.#countOf.set(kind, count + 1);
    }
    const part = new Part();
    this.#parts.set(key, { kind, name, route, part });
    return part;
  }

  all(): PlacedPart[] {
    return [...this.#parts.values()];
  }
}
