import { AsyncLocalStorage } from 'node:async_hooks';
import { describe, expect, it } from 'vitest';
import { Performance } from './figures/performance.ts';
import { toSettings } from './options.ts';
import { Totals } from './report/totals.ts';
import { RequestContext } from './request-context.ts';
import { createTimers } from './timer.ts';

const trace = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', isSampled: true };

function setUp() {
  let nowMs = 0;
  const clock = { nowMs: () => nowMs, unixMs: () => 1_700_000_000_000 };
  const store = new AsyncLocalStorage<RequestContext | undefined>();
  const context = new RequestContext(trace, {}, 0, clock.unixMs());
  const performance = new Performance(clock, () => {}, { 'sum.slowly': { goodMs: 4, poorMs: 6 } });
  const totals = new Totals();
  const timers = createTimers(store, toSettings({ service: 'test', clock }), performance, totals);
  const pass = (durationMs: number) => {
    nowMs += durationMs;
  };
  return {
    ...timers,
    performance,
    totals,
    context,
    pass,
    inRequest: <Result>(work: () => Result) => store.run(context, work),
  };
}

describe('a timer', () => {
  it('times work that is done at once', () => {
    const { context, inRequest, pass, timer } = setUp();

    const result = inRequest(() =>
      timer('sum', () => {
        pass(5);
        return 42;
      }),
    );

    expect(result).toBe(42);
    expect(context.spans).toMatchObject([{ kind: 'timer', name: 'sum', startMs: 0, endMs: 5 }]);
    expect(context.time.read(5).own).toMatchObject({ appMs: 5, cacheMs: 0 });
  });

  it('times a promise until it settles, as cache time when its name says so', async () => {
    const { context, inRequest, pass, timer } = setUp();

    const result = await inRequest(() =>
      timer('cache.get', async () => {
        await null;
        pass(8);
        return 'found';
      }),
    );

    expect(result).toBe('found');
    expect(context.spans).toMatchObject([{ kind: 'cache', name: 'cache.get', endMs: 8 }]);
    expect(context.time.read(10).own).toMatchObject({ appMs: 2, cacheMs: 8 });
  });

  it('hands on what the work throws, and notes its class', async () => {
    const { context, inRequest, timer } = setUp();
    const broken = () => {
      throw new RangeError('with data in its message');
    };

    expect(() => inRequest(() => timer('a', broken))).toThrow(RangeError);
    await expect(inRequest(() => timer('b', async () => broken()))).rejects.toThrow(RangeError);

    expect(context.spans).toMatchObject([{ error: 'RangeError' }, { error: 'RangeError' }]);
  });

  it('runs the work all the same outside of a request', () => {
    const { context, timer } = setUp();

    expect(timer('alone', () => 1)).toBe(1);
    expect(context.spans).toEqual([]);
  });

  it('adds nothing to a request that has ended', () => {
    const { context, inRequest, timer } = setUp();
    context.isFinished = true;

    expect(inRequest(() => timer('late', () => 1))).toBe(1);
    expect(context.spans).toEqual([]);
  });

  it('counts hits and misses of a cache', async () => {
    const { cache, performance, pass } = setUp();

    for (const found of ['a', undefined, null, 0]) {
      cache('articles', () => {
        pass(2);
        return found;
      });
    }
    await expect(cache('articles', () => Promise.reject(new Error('away')))).rejects.toThrow('away');

    expect(performance.timers()).toMatchObject([
      { name: 'cache.articles', count: 5, errors: 1, hits: 2, misses: 2, durationMs: { n: 5, max: 2 } },
    ]);
  });

  it('goes into the report under the names of the figures, caches with what they found', async () => {
    const { cache, pass, timer, totals, upload } = setUp();

    timer('sum', () => pass(5));
    for (const found of ['a', 'b', undefined]) cache('articles', () => found);
    await expect(cache('articles', () => Promise.reject(new Error('away')))).rejects.toThrow('away');
    upload('picture', 10, () => pass(7));

    const { timers } = totals.take();
    const told = timers.map(({ durationMs, ...counts }) => counts);
    expect(told).toEqual([
      { name: 'sum', count: 1 },
      { name: 'cache.articles', count: 4, errors: 1, hits: 2, misses: 1 },
      { name: 'upload.picture', count: 1 },
    ]);
  });

  it('judges an upload by its megabytes, and a small one as if it had one', () => {
    const { upload, performance, pass } = setUp();

    for (let done = 0; done < 30; done++) upload('picture', 4 * 1_048_576, () => pass(32_000));
    const large = performance.budgets.read(1).find(({ name }) => name === 'upload');
    performance.reset();
    for (let done = 0; done < 30; done++) upload('picture', 10, () => pass(4_000));
    const small = performance.budgets.read(1).find(({ name }) => name === 'upload');

    expect(large).toMatchObject({ state: 'over', last1000: { n: 30, p95Ms: 8_000 } });
    expect(small).toMatchObject({ last1000: { n: 30, p95Ms: 4_000, state: 'ok' } });
  });

  it('holds a named timer to its budget', () => {
    const { timer, performance, pass } = setUp();

    for (let done = 0; done < 30; done++) timer('sum.slowly', () => pass(7));

    const [budget] = performance.budgets.read(210).filter(({ name }) => name === 'sum.slowly');
    expect(budget).toMatchObject({ state: 'failing', last5Minutes: { n: 30, state: 'failing' } });
  });
});
