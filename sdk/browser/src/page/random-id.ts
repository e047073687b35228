/** Random UUIDs. `crypto.randomUUID` is missing on plain http pages, so they are made digit by digit. */

/** A version 4 UUID. */
export function randomId(): string {
  return 'xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx'.replace(/x/g, () =>
    ((crypto.getRandomValues(new Uint8Array(1))[0] ?? 0) & 15).toString(16),
  );
}
