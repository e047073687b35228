/** For developers: what the page's resources cost, from the browser's own timings. Never loaded in production. */

export type ResourceLine = {
  url: string;
  type: string;
  durationMs: number;
  transferBytes: number;
  decodedBytes: number;
};

export type ResourceAnalysis = {
  /** Count, bytes and milliseconds by the type of the initiator (`img`, `script`, `fetch`, …). */
  byType: Record<string, { count: number; transferBytes: number; decodedBytes: number; durationMs: number }>;
  /** The ten that took longest. */
  slowest: ResourceLine[];
  /** The ten with most bytes over the network. */
  largest: ResourceLine[];
  /** Text over 1 KB that came without compression, by at least the size of its content. */
  uncompressed: ResourceLine[];
  /** Over 1 KB, and fetched from the network again rather than from a cache. */
  uncached: ResourceLine[];
  /** From other origins than the page's. */
  thirdParty: ResourceLine[];
};

const compressible = /^(script|link|css|fetch|xmlhttprequest|navigation)$/;
const leastBytes = 1_024;
const listed = 10;

/**
 * Analyses what the page has loaded so far. Sizes of other origins are zero unless they send `Timing-Allow-Origin`.
 * @param entries Default: everything in the browser's timing buffer.
 * @example console.table(analyseResources().slowest)
 */
export function analyseResources(
  entries: readonly PerformanceResourceTiming[] = performance.getEntriesByType('resource'),
): ResourceAnalysis {
  const byType: ResourceAnalysis['byType'] = {};
  const origin = globalThis.location?.origin;
  for (const entry of entries) {
    byType[entry.initiatorType] ??= { count: 0, transferBytes: 0, decodedBytes: 0, durationMs: 0 };
    const totals = byType[entry.initiatorType];
    if (!totals) continue;
    totals.count += 1;
    totals.transferBytes += entry.transferSize;
    totals.decodedBytes += entry.decodedBodySize;
    totals.durationMs += entry.duration;
  }
  const most = (by: (entry: PerformanceResourceTiming) => number) =>
    [...entries].sort((a, b) => by(b) - by(a)).slice(0, listed);
  const where = (claim: (entry: PerformanceResourceTiming) => boolean) => entries.filter(claim).map(toLine);

  return {
    byType,
    slowest: most(({ duration }) => duration).map(toLine),
    largest: most(({ transferSize }) => transferSize).map(toLine),
    uncompressed: where(
      (entry) =>
        compressible.test(entry.initiatorType) &&
        entry.decodedBodySize > leastBytes &&
        entry.encodedBodySize >= entry.decodedBodySize,
    ),
    uncached: where((entry) => entry.transferSize > leastBytes),
    thirdParty: where((entry) => new URL(entry.name).origin !== origin),
  };
}

function toLine(entry: PerformanceResourceTiming): ResourceLine {
  return {
    url: entry.name,
    type: entry.initiatorType,
    durationMs: Math.round(entry.duration),
    transferBytes: entry.transferSize,
    decodedBytes: entry.decodedBodySize,
  };
}
