/** Random UUIDs. `crypto.randomUUID` is missing on plain http pages, so they are made from bytes. */

/** A version 4 UUID. */
export function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  let id = '';
  bytes.forEach((byte, at) => {
    const kept = at === 6 ? (byte & 15) | 64 : at === 8 ? (byte & 63) | 128 : byte;
    id += (at > 3 && at < 11 && at % 2 === 0 ? '-' : '') + (kept + 256).toString(16).slice(1);
  });
  return id;
}
