import { expect, it } from 'vitest';
import { runRandomNames } from './names.ts';

it('puts random names into a bounded number of groups and keeps every total', async () => {
  const { accepted, stored, rolledUp, groups } = await runRandomNames(8_000, 1_000);

  expect(accepted).toBe(8_000);
  expect(stored).toBe(accepted);
  expect(rolledUp).toBe(accepted);
  expect(groups.routes).toBeLessThanOrEqual(2_000);
  expect(groups.measures).toBe(2_000);
  expect(groups.releases).toBe(2_000);
}, 180_000);
