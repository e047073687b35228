/** Byte and count limits that senders keep and doors enforce. Free of zod, so that browsers may load it. */

export const limits = {
  /** A view's body as it arrives, in UTF-8 bytes. Browsers cap keepalive bodies at 65,536 in flight. */
  viewBodyBytes: 65_536,
  /** What the browser SDK lets one body grow to, in UTF-8 bytes. */
  viewBodySentBytes: 60_000,
  /** A server report after inflation, in UTF-8 bytes. */
  reportBodyBytes: 1_048_576,
  /** Longest URL kept, in UTF-16 code units. */
  urlLength: 2_048,
  /** Longest route pattern, e.g. `/articles/:slug`. */
  routeLength: 256,
  /** Longest name of a mark, measure, tag, timer, element or release. */
  nameLength: 128,
  /** Longest CSS selector of an attribution. */
  selectorLength: 256,
  /** Longest detail of a mark or a measure, as JSON. */
  detailLength: 1_024,
  /** Longest normalised SQL statement. */
  statementLength: 4_096,
  /** Longest plan of a statement, as text. */
  planLength: 8_192,
  planHints: 5,
  tags: 10,
  /** API requests (fetch, XHR) told per view; the slowest are kept. */
  requests: 50,
  /** Slowest resources told per view. */
  slowestResources: 10,
  marks: 50,
  measures: 50,
  elements: 20,
  longFrameScripts: 3,
  /** Spans told per trace; the rest is counted. */
  spans: 500,
  /** Endpoints whose last 1,000 requests one report tells. */
  latestEndpoints: 50,
  /** Largest duration believed, in milliseconds: a day. */
  durationMs: 86_400_000,
  /** Largest vital believed, in milliseconds: ten minutes. */
  vitalMs: 600_000,
  /** Sample rates range from this to 1. */
  leastSampleRate: 0.001,
} as const;
