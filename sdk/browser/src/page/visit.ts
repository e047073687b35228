/** The visit: a random id per tab session, and whether it is among those that report. */
import { randomId } from './random-id.ts';
import { readStored } from './storage.ts';

/** Where the id is kept. */
export const visitName = 'throughline.visit';

/** The id of this tab's visit, a new one when there is none. */
export function visitId(mayRead: boolean): string {
  return (mayRead && readStored(visitName)) || randomId();
}

/**
 * Whether the visit reports. Read from the id's first eight digits, so that all pages of a visit agree without storing more.
 * @param sampleRate 0.001 to 1.
 */
export function isSampled(id: string, sampleRate: number): boolean {
  return Number.parseInt(id, 16) < sampleRate * 2 ** 32;
}
