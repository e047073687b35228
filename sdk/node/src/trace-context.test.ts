import { describe, expect, it } from 'vitest';
import { createIds, formatTraceparent, isTraceSampled, parseTraceparent } from './trace-context.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';

describe('parseTraceparent', () => {
  it('reads ids and the sampled flag', () => {
    expect(parseTraceparent(`00-${traceId}-${spanId}-01`)).toEqual({ traceId, spanId, isSampled: true });
    expect(parseTraceparent(`00-${traceId}-${spanId}-00`)?.isSampled).toBe(false);
  });

  it.each([
    undefined,
    '',
    'hello',
    `ff-${traceId}-${spanId}-01`,
    `00-${'0'.repeat(32)}-${spanId}-01`,
    `00-${traceId}-${'0'.repeat(16)}-01`,
    `00-${traceId.toUpperCase()}-${spanId}-01`,
    `00-${traceId}-${spanId}-01-more`,
    `00-${traceId}-${spanId}`,
  ])('refuses %s', (header) => {
    expect(parseTraceparent(header)).toBeUndefined();
  });

  it('accepts more fields from a later version', () => {
    expect(parseTraceparent(`01-${traceId}-${spanId}-01-more`)).toEqual({ traceId, spanId, isSampled: true });
  });
});

describe('formatTraceparent', () => {
  it('writes what it reads', () => {
    const header = formatTraceparent({ traceId, spanId, isSampled: true });

    expect(parseTraceparent(header)).toEqual({ traceId, spanId, isSampled: true });
  });
});

describe('isTraceSampled', () => {
  it('keeps about the share that was asked for', () => {
    const ids = createIds();
    const traces = Array.from({ length: 20_000 }, () => ids.traceId());

    const share = traces.filter((id) => isTraceSampled(id, 0.05)).length / traces.length;

    expect(share).toBeGreaterThan(0.04);
    expect(share).toBeLessThan(0.06);
  });

  it('keeps with a larger ratio all that it keeps with a smaller one', () => {
    const ids = createIds();
    const traces = Array.from({ length: 2_000 }, () => ids.traceId());

    const kept = traces.filter((id) => isTraceSampled(id, 0.1));

    expect(kept.every((id) => isTraceSampled(id, 0.2))).toBe(true);
  });

  it('keeps everything at 1 and nothing at 0', () => {
    expect(isTraceSampled('f'.repeat(32), 1)).toBe(true);
    expect(isTraceSampled('0'.repeat(31).concat('1'), 0)).toBe(false);
  });
});

describe('createIds', () => {
  it('never gives the same id twice', () => {
    const ids = createIds();
    const made = Array.from({ length: 5_000 }, () => ids.spanId());

    expect(new Set(made).size).toBe(5_000);
    expect(made.every((id) => /^[0-9a-f]{16}$/.test(id))).toBe(true);
  });
});
