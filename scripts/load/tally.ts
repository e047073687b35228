/**
 * What a run measured, endpoint by endpoint, in HDR histograms (three significant digits, microseconds). Two times each:
 * service, from the moment a request was sent, and response, from the moment its user meant to send it. The second holds what
 * a closed loop would hide: the waiting of those who came while the server was busy (coordinated omission).
 */
import { build, type Histogram } from 'hdr-histogram-js';

export type Percentiles = { p50: number; p90: number; p95: number; p99: number; max: number };

export type EndpointResult = {
  /** Method and route pattern. */
  endpoint: string;
  count: number;
  /** Answers other than 2xx and 304, and requests without an answer. */
  errors: number;
  serviceMs: Percentiles;
  responseMs: Percentiles;
  /** What the server told of its own time; all zero when it told nothing. */
  toldMs: Percentiles;
  /** The last 1,000, oldest first: as many as the monitor keeps. */
  lastTimed: readonly Timed[];
};

export type Timed = {
  serviceMs: number;
  /** `X-Response-Time`: until the server's headers left. */
  toldMs: number | undefined;
};

export type Taken = Timed & {
  endpoint: string;
  isError: boolean;
  responseMs: number;
};

export type Tally = {
  add(taken: Taken): void;
  /** By count, most first. */
  endpoints(): EndpointResult[];
  /** All together; its `endpoint` is `all`. */
  total(): EndpointResult;
  /** What came since the last call, for a picture over time. */
  takeInterval(): { count: number; errors: number; serviceMs: Percentiles; responseMs: Percentiles };
};

type Counted = {
  count: number;
  errors: number;
  service: Histogram;
  response: Histogram;
  told: Histogram;
  last: Timed[];
};

const mostLast = 1_000;
/** Half an hour; slower ones count as that. */
const longestMicros = 1_800_000_000;

export function createTally(): Tally {
  const counted = new Map<string, Counted>();
  const total = createCounted();
  let interval = createCounted();

  return {
    add(taken) {
      const known = counted.get(taken.endpoint) ?? createCounted();
      counted.set(taken.endpoint, known);
      for (const one of [known, total, interval]) count(one, taken);
    },
    endpoints: () =>
      [...counted].map(([endpoint, one]) => toResult(endpoint, one)).sort((a, b) => b.count - a.count),
    total: () => toResult('all', total),
    takeInterval() {
      const { count, errors, serviceMs, responseMs } = toResult('interval', interval);
      interval = createCounted();
      return { count, errors, serviceMs, responseMs };
    },
  };
}

function createCounted(): Counted {
  return {
    count: 0,
    errors: 0,
    service: createHistogram(),
    response: createHistogram(),
    told: createHistogram(),
    last: [],
  };
}

function createHistogram(): Histogram {
  return build({
    bitBucketSize: 32,
    lowestDiscernibleValue: 1,
    highestTrackableValue: longestMicros,
    numberOfSignificantValueDigits: 3,
  });
}

function count(counted: Counted, { isError, serviceMs, responseMs, toldMs }: Taken): void {
  counted.count += 1;
  if (isError) counted.errors += 1;
  counted.service.recordValue(toMicros(serviceMs));
  counted.response.recordValue(toMicros(responseMs));
  if (toldMs !== undefined) counted.told.recordValue(toMicros(toldMs));
  counted.last.push({ serviceMs, toldMs });
  if (counted.last.length > 2 * mostLast) counted.last.splice(0, mostLast);
}

function toResult(endpoint: string, counted: Counted): EndpointResult {
  const { count, errors, service, response, told, last } = counted;
  return {
    endpoint,
    count,
    errors,
    serviceMs: percentilesOf(service),
    responseMs: percentilesOf(response),
    toldMs: percentilesOf(told),
    lastTimed: last.slice(-mostLast),
  };
}

function percentilesOf(histogram: Histogram): Percentiles {
  const at = (percentile: number) => histogram.getValueAtPercentile(percentile) / 1_000;
  return { p50: at(50), p90: at(90), p95: at(95), p99: at(99), max: histogram.maxValue / 1_000 };
}

function toMicros(ms: number): number {
  return Math.min(longestMicros, Math.max(0, Math.round(ms * 1_000)));
}
