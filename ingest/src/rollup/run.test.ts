import { expect, it } from 'vitest';
import type { Bucket } from '../store/store.ts';
import { createRollUps } from './run.ts';

const busy: Bucket = { step: 'hour', site: 'shop', atMs: 0 };
const quiet: Bucket = { step: 'hour', site: 'blog', atMs: 0 };

it('lets a bucket rest ten times as long as making it took, and no other', async () => {
  let nowMs = 0;
  const made: string[] = [];
  const rollUps = createRollUps(
    {
      staleBuckets: async () => [busy, quiet],
      rollUp: async (_term, { site }) => {
        made.push(site);
        if (site === 'shop') nowMs += 3_000;
      },
    },
    () => nowMs,
  );

  await rollUps(1);
  nowMs += 1_000;
  await rollUps(1);
  nowMs += 30_000;
  await rollUps(1);

  expect(made).toEqual(['shop', 'blog', 'blog', 'shop', 'blog']);
});
