/** Random UUIDs. `crypto.randomUUID` is missing on plain http pages, so they are made from random numbers. */

/** A version 4 UUID of 120 random bits. */
export function randomId(): string {
  const numbers = crypto.getRandomValues(new Uint16Array(8));
  const [a, b, c, d, e, f, g, h] = Array.from(numbers, (number) => (number + 65_536).toString(16).slice(1));
  return `${a}${b}-${c}-4${d?.slice(1)}-8${e?.slice(1)}-${f}${g}${h}`;
}
