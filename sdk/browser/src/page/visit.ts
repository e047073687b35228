/** The visit: a random id per tab session, and whether it is among those that report. */

/**
 * Whether the visit reports. Read from the id's first eight digits, so that all pages of a visit agree without storing more.
 * @param sampleRate 0.001 to 1.
 */
export function isSampled(id: string, sampleRate: number): boolean {
  return Number.parseInt(id, 16) < sampleRate * 2 ** 32;
}
