import { expect, it } from 'vitest';
import { type NavigationEntry, toPhases } from './navigation.ts';

const entry = (more: object) => ({ redirectStart: 0, redirectEnd: 0, ...more }) as NavigationEntry;

it('splits the way to the first byte into parts that do not overlap', () => {
  const phases = toPhases(
    entry({
      redirectStart: 1,
      redirectEnd: 5,
      workerStart: 5,
      fetchStart: 8,
      domainLookupStart: 8,
      domainLookupEnd: 18,
      connectStart: 18,
      secureConnectionStart: 28,
      connectEnd: 48,
      requestStart: 48,
      responseStart: 148,
      responseEnd: 158,
    }),
  );

  expect(phases).toMatchObject({
    redirectMs: 4,
    workerMs: 3,
    dnsMs: 10,
    connectMs: 10,
    tlsMs: 20,
    waitMs: 100,
    responseMs: 10,
  });
});

it('leaves out what is zero, missing or negative', () => {
  const phases = toPhases(
    entry({ domainLookupStart: 9, domainLookupEnd: 9, requestStart: 30, responseStart: 20 }),
  );

  expect(JSON.parse(JSON.stringify(phases))).toEqual({});
});

it('counts moments from the activation of a prerendered page', () => {
  const phases = toPhases(entry({ activationStart: 500, domInteractive: 200, loadEventEnd: 650 }));

  expect(phases).toMatchObject({ activationMs: 500, loadMs: 150, domInteractiveMs: undefined });
});
