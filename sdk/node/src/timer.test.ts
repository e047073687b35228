import { AsyncLocalStorage } from 'node:async_hooks';
import { describe, expect, it } from 'vitest';
import { toSettings } from './options.ts';
import { RequestContext } from './request-context.ts';
import { createTimer } from './timer.ts';

const trace = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', isSampled: true };

function setUp() {
  let nowMs = 0;
  const clock = { nowMs: () => nowMs, unixMs: () => 1_700_000_000_000 };
  const store = new AsyncLocalStorage<RequestContext | undefined>();
  const context = new RequestContext(trace, {}, 0, clock.unixMs());
  const timer = createTimer(store, toSettings({ service: 'test', clock }));
  const pass = (durationMs: number) => {
    nowMs += durationMs;
  };
  return { context, pass, timer, inRequest: <Result>(work: () => Result) => store.run(context, work) };
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
});
