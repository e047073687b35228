/** Random UUIDs. `crypto.randomUUID` is missing on plain http pages, so they are made from random numbers. */

const pattern = 'xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx';

/** A version 4 UUID. */
export function randomId(): string {
  const numbers = crypto.getRandomValues(new Uint8Array(pattern.length));
  // Sign by sign: a regular expression would have to be compiled first, which takes longer than all the rest.
  return [...pattern]
    .map((sign, at) => (sign === 'x' ? ((numbers[at] as number) & 15).toString(16) : sign))
    .join('');
}
