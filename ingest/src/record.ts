/** What passes from the door through the spool to the drain: a stranger's body and the few facts only the door knows. */

export type RecordFacts = {
  kind: 'view' | 'report';
  site: string;
  /** Unix ms by the server's clock. */
  receivedAtMs: number;
  userAgent?: string;
  /** ISO 3166-1 alpha-2 from a proxy's header; the address itself is never kept. */
  country?: string;
  /** Views: the origin of the page as the browser told it. Reports: the service that the token belongs to. */
  service?: string;
};

export type SpoolRecord = { facts: RecordFacts; body: Buffer };

/** Facts as one line of JSON, then the body as it came, so that nothing is parsed and written again. */
export function encodeRecord(facts: RecordFacts, body: Buffer): Buffer {
  const head = Buffer.from(`${JSON.stringify(facts)}\n`);
  return Buffer.concat([head, body]);
}

/** @throws Error when the record was not made by `encodeRecord`. */
export function decodeRecord(record: Buffer): SpoolRecord {
  const end = record.indexOf(10);
  if (end < 0) throw new Error('A record without facts: its first line is missing.');
  // Written by encodeRecord and guarded by the frame's checksum.
  const facts = JSON.parse(record.toString('utf8', 0, end)) as RecordFacts;
  return { facts, body: record.subarray(end + 1) };
}
