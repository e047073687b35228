/** Random UUIDs. `crypto.randomUUID` is missing on plain http pages, so they are made from random numbers. */

const pattern = 'xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx';

/** A version 4 UUID. */
export function randomId(): string {
  const numbers = crypto.getRandomValues(new Uint8Array(pattern.length));
  return pattern.replace(/x/g, (_, at) => ((numbers[at] ?? 0) & 15).toString(16));
}
