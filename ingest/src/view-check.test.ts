import { limits, ViewBody } from '@throughline/protocol';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { aViewBody } from './store/test-samples.ts';
import { createViewCheck } from './view-check.ts';

const fitsView = createViewCheck('allowed');
const hasNothingUnknown = createViewCheck('refused');

const server = {
  requestMs: 40,
  sqlMs: 10,
  sqlCount: 3,
  traceId: '0af7651916cd43dd8448eb211c80319c',
  route: '/a',
};
const whole = {
  ...aViewBody(),
  visit: { id: '6f0c2a1e-3b1d-4c55-9a43-6a2f0c1b2d3e' },
  route: '/articles/:slug',
  sampleRate: 0.5,
  tags: { plan: 'free' },
  device: { viewportWidthPx: 1_440, pixelRatio: 2, webdriver: false },
  connection: { effectiveType: '4g', rttMs: 50 },
  navigation: { waitMs: 100, status: 200, notRestoredReasons: ['unload'], server },
  requests: [{ url: '/api', method: 'GET', startMs: 1, durationMs: 2, server }],
  resources: {
    byType: { script: { count: 2 } },
    slowest: [{ url: '/a.js', type: 'script', startMs: 1, durationMs: 2 }],
  },
  marks: [{ name: 'ready', startMs: 1, detail: 'x' }],
  longFrames: { count: 1, blockingMs: 60, scripts: [{ durationMs: 60 }] },
  dropped: { marks: 3 },
};

it('knows a whole view', () => {
  expect(fitsView(whole)).toBe(true);
});

const odd = fc.oneof(
  fc.anything({ maxDepth: 2 }),
  fc.string({ unit: 'binary', maxLength: 5_000 }),
  fc.double(),
  fc.constantFrom<unknown>(
    null,
    '',
    '😀'.repeat(200),
    'x'.repeat(limits.urlLength + 1),
    'javascript:alert(1)',
    'HTTPS://A.TEST/',
    '//a.test',
    'GET',
    -1,
    -0,
    0.5,
    1.5,
    Number.POSITIVE_INFINITY,
    2 ** 31,
    2 ** 53,
    [],
    {},
    Array.from({ length: 500 }, () => ({ name: 'a', startMs: 1 })),
    Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`key ${index}`, 'value'])),
    Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`key ${index}`, 1])),
  ),
);

it('says yes to nothing that zod refuses', () => {
  const paths = pathsOf(whole);
  let known = 0;

  fc.assert(
    fc.property(fc.constantFrom(...paths), odd, (path, value) => {
      const changed = structuredClone(whole);
      put(changed, path, value);
      // What the door sees has been JSON.
      const told: unknown = JSON.parse(JSON.stringify(changed) ?? 'null');
      const fits = fitsView(told);
      known += Number(fits);

      expect(fits && ViewBody.safeParse(told).error).toBeFalsy();
    }),
    { numRuns: 3_000 },
  );
  expect(known).toBeGreaterThan(100);
});

it('leaves nothing for zod to change where no field is unknown and no text is escaped', () => {
  const places = pathsOf(whole).map((path) => [...path.slice(0, -1), 'unknown']);
  const paths = [...pathsOf(whole), ...places];
  let known = 0;

  fc.assert(
    fc.property(fc.constantFrom(...paths), odd, (path, value) => {
      const changed = structuredClone(whole);
      put(changed, path, value);
      const text = JSON.stringify(changed) ?? 'null';
      const told: unknown = JSON.parse(text);
      const isSound = !text.includes('\\u') && hasNothingUnknown(told);
      known += Number(isSound);

      if (isSound) expect(ViewBody.parse(told)).toEqual(told);
    }),
    { numRuns: 3_000 },
  );
  expect(known).toBeGreaterThan(100);
  expect(hasNothingUnknown({ ...whole, view: { ...whole.view, more: 1 } })).toBe(false);
});

type Path = (string | number)[];

/** Every place in a value, inner ones too. */
function pathsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const below = Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, [...path, key]));
  return path.length > 0 ? [path, ...below] : below;
}

function put(target: object, path: Path, value: unknown): void {
  const last = path.at(-1) ?? '';
  // Each step of a path of this very object is an object.
  const holder = path.slice(0, -1).reduce<object>((at, key) => Reflect.get(at, key) as object, target);
  Reflect.set(holder, last, value);
}
