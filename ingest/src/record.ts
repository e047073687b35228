/** What passes from the door through the spool to the drain: a checked body and the few facts only the door knows. */

export type RecordFacts = {
  kind: 'view' | 'report';
  site: string;
  /** Unix ms by the server's clock. */
  receivedAtMs: number;
  userAgent?: string;
  /** ISO 3166-1 alpha-2 from a proxy's header; the address itself is never kept. */
  country?: string;
  /** Reports: the service that the token belongs to. */
  service?: string;
};

export type SpoolRecord = { facts: RecordFacts; body: Buffer };

/**
 * @param body JSON as it came, which a schema has accepted.
 * @returns The record in parts: a body is copied once, into its frame.
 */
export function encodeRecord(facts: RecordFacts, body: Buffer): [head: Buffer, body: Buffer] {
  return [Buffer.from(`${JSON.stringify(facts)}\n`), body];
}

/** @throws Error when the record was not made by `encodeRecord`. */
export function decodeRecord(record: Buffer): SpoolRecord {
  const end = record.indexOf(10);
  if (end < 0) throw new Error('A record without facts: its first line is missing.');
  // Written by encodeRecord and guarded by the frame's checksum.
  const facts = JSON.parse(record.toString('utf8', 0, end)) as RecordFacts;
  return { facts, body: record.subarray(end + 1) };
}
