/** The visit: a random id per tab session, and whether it is among those that report. */
import { randomId } from './random-id.ts';
import type { Shelf } from './storage.ts';

/** The id of this tab's visit, made when there is none. */
export function visitId(shelf: Shelf): string {
  const known = shelf.read();
  if (known && /^[\da-f-]{36}$/.test(known)) return known;

  const id = randomId();
  shelf.write(id);
  return id;
}

/**
 * Whether the visit reports. Read from the id itself, so that all pages of a visit agree without storing more.
 * @param sampleRate 0.001 to 1.
 */
export function isSampled(id: string, sampleRate: number): boolean {
  return Number.parseInt(id.slice(0, 8), 16) < sampleRate * 2 ** 32;
}
