import { ViewBody as Schema } from '@throughline/protocol';
import { expect, it } from 'vitest';
import type { ViewBody } from '../view-body.ts';
import { bytesOf, toText } from './fit.ts';

const body: ViewBody = {
  v: 1,
  key: 'pk_demo',
  view: {
    id: '8d0e0000-0000-4000-8000-000000000000',
    revision: 1,
    startedAtMs: 1_700_000_000_000,
    sentAtMs: 1_700_000_004_000,
    url: 'https://example.test/',
    navigationType: 'navigate',
  },
  vitals: {},
};

it('writes durations to a tenth and clamps what browsers get wrong', () => {
  const text = toText(
    {
      ...body,
      vitals: { lcp: { value: 1834.20001 }, cls: { value: 0.123456 } },
      marks: [
        { name: 'negative', startMs: -5 },
        { name: 'week', startMs: 700_000_000, detail: -1.23456789 },
        { name: 'nothing', startMs: Number.NaN },
      ],
    },
    60_000,
  );

  expect(JSON.parse(text)).toMatchObject({
    vitals: { lcp: { value: 1834.2 }, cls: { value: 0.1235 } },
    marks: [{ startMs: 0 }, { startMs: 86_400_000, detail: -1.23456789 }, { startMs: 0 }],
  });
  expect(Schema.safeParse(JSON.parse(text)).success).toBe(true);
});

it('keeps every number and text inside what the protocol takes', () => {
  const long = 'x'.repeat(5_000);
  const text = toText(
    {
      ...body,
      route: `/${long}`,
      release: long,
      environment: '',
      tags: { plan: long },
      vitals: { fid: { value: -3, target: long }, ttfb: { value: -0.5 } },
      marks: [{ name: long, startMs: 1, detail: long }],
      requests: [{ url: `https://example.test/${long}`, startMs: 0, durationMs: 1 }],
    },
    60_000,
  );

  const told = JSON.parse(text);
  expect(Schema.safeParse(told).error).toBeUndefined();
  expect(told.vitals).toMatchObject({ fid: { value: 0 }, ttfb: { value: 0 } });
  expect(told).not.toHaveProperty('environment');
  expect(told.requests[0].url).toHaveLength(2_048);
});

it('leaves moments of the wall clock alone', () => {
  expect(JSON.parse(toText(body, 60_000)).view).toMatchObject({
    startedAtMs: 1_700_000_000_000,
    sentAtMs: 1_700_000_004_000,
  });
});

it('cuts lists until the body fits, by bytes and not by characters, and counts what it cut', () => {
  const marks = Array.from({ length: 50 }, (_, at) => ({
    name: `${at}`,
    startMs: at,
    detail: '€'.repeat(300),
  }));

  const text = toText({ ...body, marks, dropped: { marks: 3, views: 1 } }, 8_000);

  expect(bytesOf(text)).toBeLessThanOrEqual(8_000);
  const told = JSON.parse(text);
  expect(told.dropped).toEqual({ marks: 53 - told.marks.length, views: 1 });
});

it('says nothing of losses when there are none', () => {
  expect(toText(body, 60_000)).not.toContain('dropped');
});
