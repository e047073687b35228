import type { Attributed, Causes } from '@throughline/protocol';
import { expect, it } from 'vitest';
import { causeOfLoading, causeOfShifts, causeOfSlowness } from './cause.ts';
import { anEstimate, aSplit, aStatement, someCauses } from './test-evidence.ts';

const sqlSplit = aSplit(3_100, { network: 300, app: 200, sql: 1_900, renderDelay: 700 });

it('names the statement when most of the way is SQL', () => {
  const ofRequest = aStatement({ ranFor: 'request', ms: 9_000, statement: 'select 2' });
  const causes = someCauses({
    statements: [ofRequest, aStatement(), aStatement({ ms: 20, statement: 'select 1' })],
  });
  expect(causeOfLoading({ split: sqlSplit, causes })).toMatchObject({
    kind: 'statement',
    statement: 'select * from articles where slug = $1',
  });
});

it('calls a statement that a view runs many times N+1', () => {
  const causes = someCauses({ statements: [aStatement({ runs: 61, mostRuns: 80 })] });
  expect(causeOfLoading({ split: sqlSplit, causes })).toMatchObject({ kind: 'n+1', runs: 61 });
});

it('names the pool when views wait longer for a connection than for statements', () => {
  const causes = someCauses({ poolWaitMs: 1_700, sqlMs: 40, statements: [aStatement({ ms: 40 })] });
  const split = aSplit(3_100, { app: 160, sql: 1_780, renderDelay: 700 });
  expect(causeOfLoading({ split, causes })).toMatchObject({
    kind: 'pool',
    service: 'cms-api',
    waitMs: 1_700,
  });
});

it('names many statements that wait side by side, unless the connections they wait for do nothing', () => {
  const statements = [aStatement({ statement: 'begin', runs: 45, ms: 4_500 })];
  const split = aSplit(1_500, { app: 300, sql: 1_000, network: 200 });

  const idle = someCauses({ poolWaitMs: 700, sqlMs: 200, statements });
  expect(causeOfLoading({ split, causes: idle })).toMatchObject({ kind: 'pool', waitMs: 700 });

  const busy = someCauses({ poolWaitMs: 700, sqlMs: 1_000, statements });
  expect(causeOfLoading({ split, causes: busy })).toMatchObject({ kind: 'n+1', statement: 'begin' });
});

const aResource: Causes['resources'][number] = {
  url: 'https://shop.test/lead.png',
  type: 'img',
  views: 40,
  durationMs: 2_400,
  transferBytes: 5e6,
  isRenderBlocking: false,
  lcpViews: 38,
};

it('names the picture that LCP waits for, not another slow one', () => {
  const split = aSplit(3_600, { network: 200, load: 2_600, renderDelay: 200 });
  const other = { ...aResource, url: 'https://shop.test/late.png', durationMs: 9_000, lcpViews: 0 };
  expect(causeOfLoading({ split, causes: someCauses({ resources: [other, aResource] }) })).toMatchObject({
    kind: 'resource',
    url: aResource.url,
    bytes: 5e6,
  });
});

it.each(['renderDelay', 'loadDelay'] as const)('names what blocks rendering behind a long %s', (part) => {
  const split = aSplit(3_600, { network: 200, [part]: 2_800 });
  const script = { ...aResource, url: 'https://shop.test/slow.js', type: 'script', isRenderBlocking: true };
  expect(causeOfLoading({ split, causes: someCauses({ resources: [script] }) })).toMatchObject({
    kind: 'script',
    url: script.url,
  });
  const scripts = [{ name: 'https://shop.test/busy.js', views: 40, ms: 2_500 }];
  expect(causeOfLoading({ split, causes: someCauses({ scripts }) })).toMatchObject({
    url: 'https://shop.test/busy.js',
  });
});

it('names the part alone when nothing in it is known, and nothing when no part stands out', () => {
  expect(causeOfLoading({ split: sqlSplit })).toEqual({ kind: 'part', part: 'sql', share: 1_900 / 3_100 });
  expect(
    causeOfLoading({ split: aSplit(1_000, { dns: 200, tls: 200, app: 200, sql: 200, load: 200 }) }),
  ).toBeNull();
  expect(causeOfLoading({})).toBeNull();
});

function attributed(
  what: Attributed['what'],
  items: [name: string, views: number, value: number][],
): Attributed {
  return { what, items: items.map(([name, views, value]) => ({ name, views, estimate: anEstimate(value) })) };
}

it('names the element that shifts most over all views', () => {
  const targets = attributed('clsTarget', [
    ['.footer', 300, 0.01],
    ['.banner', 200, 0.5],
  ]);
  expect(causeOfShifts({ targets })).toEqual({ kind: 'element', selector: '.banner' });
  expect(causeOfShifts({})).toBeNull();
});

it('names the script behind slow interactions, else the element', () => {
  const targets = attributed('inpTarget', [['button.buy', 90, 600]]);
  const scripts = attributed('inpScript', [['https://shop.test/buy.js', 80, 620]]);
  expect(causeOfSlowness({ targets, scripts })).toMatchObject({
    kind: 'script',
    url: 'https://shop.test/buy.js',
  });
  expect(causeOfSlowness({ targets })).toEqual({ kind: 'element', selector: 'button.buy' });
  expect(causeOfSlowness({})).toBeNull();
});
