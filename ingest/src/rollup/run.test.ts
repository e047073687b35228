import { expect, it } from 'vitest';
import type { Bucket } from '../store/store.ts';
import { createRollUps } from './run.ts';

const busy: Bucket = { step: 'hour', site: 'shop', atMs: 0 };
const quiet: Bucket = { step: 'hour', site: 'blog', atMs: 0 };

/** Over both, stale for ever. @param options.isRefusal Whether what goes wrong is the data's fault. */
function rollUpsOf(
  make: (bucket: Bucket) => Promise<void>,
  { now = () => 0, isRefusal = false }: { now?: () => number; isRefusal?: boolean } = {},
): (term: number) => Promise<void> {
  return createRollUps(
    {
      staleBuckets: async () => [busy, quiet],
      rollUp: (_term, bucket) => make(bucket),
      isRefusal: () => isRefusal,
    },
    now,
  );
}

it('lets a bucket rest ten times as long as making it took, and no other', async () => {
  let nowMs = 0;
  const made: string[] = [];
  const rollUps = rollUpsOf(
    async ({ site }) => {
      made.push(site);
      if (site === 'shop') nowMs += 3_000;
    },
    { now: () => nowMs },
  );

  await rollUps(1);
  nowMs += 1_000;
  await rollUps(1);
  nowMs += 30_000;
  await rollUps(1);

  expect(made).toEqual(['shop', 'blog', 'blog', 'shop', 'blog']);
});

it('makes the others when one cannot be held, tells why, and comes back to it after a while', async () => {
  let nowMs = 0;
  const made: string[] = [];
  const rollUps = rollUpsOf(
    async ({ site }) => {
      made.push(site);
      if (site === 'shop') throw new Error('out of range');
    },
    { now: () => nowMs, isRefusal: true },
  );

  await expect(rollUps(1)).rejects.toThrow('out of range');
  nowMs += 30_000;
  await rollUps(1);
  nowMs += 600_000;
  await expect(rollUps(1)).rejects.toThrow('out of range');

  expect(made).toEqual(['shop', 'blog', 'blog', 'shop', 'blog']);
});

it('begins with the others after one that failed for any reason', async () => {
  let isAway = true;
  const made: string[] = [];
  const rollUps = rollUpsOf(async ({ site }) => {
    if (site === 'shop' && isAway) throw new Error('gone');
    made.push(site);
  });

  await expect(rollUps(1)).rejects.toThrow('gone');
  isAway = false;
  await rollUps(1);

  expect(made).toEqual(['blog']);
});
