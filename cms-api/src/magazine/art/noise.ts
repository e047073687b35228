/** Repeatable numbers out of text and coordinates, for pictures that are the same each time they are drawn. */

/** 32-bit FNV-1a, unsigned; mixed once more, for its low bits alone are not random enough. */
export function hash(text: string): number {
  let state = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) state = Math.imul(state ^ text.charCodeAt(at), 0x01000193);
  state = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
  return (state ^ (state >>> 15)) >>> 0;
}

/** A number 0–1 for each pair of whole numbers. */
export function speckle(x: number, y: number): number {
  let state = Math.imul(x + 0x9e37, 0x85ebca6b) ^ Math.imul(y + 0x79b9, 0xc2b2ae35);
  state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d);
  return ((state ^ (state >>> 13)) >>> 0) / 0x1_0000_0000;
}

/** A smooth line through one random height per whole number; 0–1. */
export function ridge(x: number, seed: number): number {
  const from = Math.floor(x);
  const part = x - from;
  const ease = part * part * (3 - 2 * part);
  return speckle(from, seed) * (1 - ease) + speckle(from + 1, seed) * ease;
}
