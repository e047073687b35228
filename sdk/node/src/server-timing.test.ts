import { describe, expect, it } from 'vitest';
import { formatServerTiming, parseServerTiming } from './server-timing.ts';

const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

describe('formatServerTiming', () => {
  it('tells parts, statements, trace and route', () => {
    const parts = { totalMs: 12.3, appMs: 4.1, sqlMs: 6, sqlCount: 7, cacheMs: 1.2, upstreamMs: 1 };

    const header = formatServerTiming(parts, traceparent, '/articles/:slug');

    expect(header).toBe(
      `total;dur=12.3, app;dur=4.1, db;dur=6;desc="7", cache;dur=1.2, net;dur=1, traceparent;desc="${traceparent}", route;desc="/articles/:slug"`,
    );
  });

  it('rounds so that the parts still add up', () => {
    const third = 100 / 3;
    const parts = {
      totalMs: 100,
      appMs: third,
      sqlMs: third,
      sqlCount: 1,
      cacheMs: third / 2,
      upstreamMs: third / 2,
    };

    const header = formatServerTiming(parts, traceparent, undefined);

    const [total, ...rest] = [...header.matchAll(/dur=([\d.]+)/g)].map((found) => Number(found[1]));
    expect(rest.reduce((sum, part) => sum + part, 0)).toBeCloseTo(total ?? 0, 9);
  });

  it('keeps quotes and foreign letters of a route from breaking the header', () => {
    const parts = { totalMs: 1, appMs: 1, sqlMs: 0, sqlCount: 0, cacheMs: 0, upstreamMs: 0 };

    const header = formatServerTiming(parts, traceparent, '/a"b\\c/ä\r\n');

    expect(header).toContain('route;desc="/a\\"b\\\\c/%C3%A4%0D%0A"');
  });
});

describe("the host's own timers in Server-Timing", () => {
  const parts = { totalMs: 9, appMs: 9, sqlMs: 0, sqlCount: 0, cacheMs: 0, upstreamMs: 0 };
  const told = (timers: [string, number][]) =>
    formatServerTiming(parts, traceparent, '/a', new Map(timers)).split('route;desc="/a"')[1];

  it('stand behind the parts, under names that a header can hold', () => {
    expect(
      told([
        ['render', 3.456],
        ['upload.cover image', 1],
      ]),
    ).toBe(', render;dur=3.46, upload.cover_image;dur=1');
  });

  it('never pass for a part of the time', () => {
    expect(
      told([
        ['db', 1],
        ['total', 2],
        ['route', 3],
        ['', 4],
      ]),
    ).toBe('');
    expect(
      parseServerTiming(`total;dur=9, app;dur=9, traceparent;desc="x"${told([['render', 3]])}`)?.appMs,
    ).toBe(9);
  });

  it('are told up to ten', () => {
    const many = Array.from({ length: 30 }, (_, index): [string, number] => [`timer-${index}`, index]);

    expect(told(many)?.match(/dur=/g)).toHaveLength(10);
  });
});

describe('parseServerTiming', () => {
  it('reads what an instrumented server told', () => {
    const header = `total;dur=12.3, app;dur=4.1, db;dur=6;desc="7", cache;dur=1.2, net;dur=1, traceparent;desc="${traceparent}", route;desc="/a,b"`;

    expect(parseServerTiming(header)).toEqual({
      totalMs: 12.3,
      appMs: 4.1,
      sqlMs: 6,
      sqlCount: 7,
      cacheMs: 1.2,
    });
  });

  it("does not take another server's entries for ours", () => {
    expect(parseServerTiming('total;dur=100, db;dur=53, app;dur=47')).toBeUndefined();
    expect(parseServerTiming('cdn-cache;desc=HIT, edge;dur=1')).toBeUndefined();
    expect(parseServerTiming('')).toBeUndefined();
  });

  it('survives entries that make no sense', () => {
    const header = `total;dur=1e999, app;dur=-5, db;dur=abc;desc="many", traceparent;desc="x", "", ;;;, =`;

    expect(parseServerTiming(header)).toEqual({ totalMs: 1, appMs: 0, sqlMs: 0, sqlCount: 0, cacheMs: 0 });
  });

  it('takes the first of two entries with one name', () => {
    const header = `total;dur=10, app;dur=10, traceparent;desc="x", total;dur=900`;

    expect(parseServerTiming(header)?.totalMs).toBe(10);
  });
});
