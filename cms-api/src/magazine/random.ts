/** Repeatable randomness: the same seed writes the same magazine on every machine. */

export interface Random {
  /** A whole number, 0 ≤ n < below. */
  below(below: number): number;
  pick<Item>(items: readonly Item[]): Item;
  /** `count` different items, in random order. */
  some<Item>(items: readonly Item[], count: number): Item[];
}

/** @param seed Any 32-bit whole number. A multiply-and-xorshift generator: small, and good enough for prose. */
export function createRandom(seed: number): Random {
  let state = seed | 0;

  function below(limit: number): number {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return Math.floor((((mixed ^ (mixed >>> 15)) >>> 0) / 0x1_0000_0000) * limit);
  }

  return {
    below,
    pick: (items) => items[below(items.length)] as (typeof items)[number],
    some(items, count) {
      const left = [...items];
      const taken: typeof left = [];
      while (taken.length < count && left.length > 0) taken.push(...left.splice(below(left.length), 1));
      return taken;
    },
  };
}
