import { expect, it } from 'vitest';
import { runMonitorAway, runMonitorHeap } from './monitor.ts';

it('leaves nothing in the heap of its host, every request traced', async () => {
  const { grownMib, heapMib } = await runMonitorHeap(20_000);

  expect(heapMib).toHaveLength(11);
  // A hundred bytes a request would be two.
  expect(grownMib).toBeLessThan(2);
}, 180_000);

it('holds a bounded amount and counts what it drops while ingest is away for 30 s, and the host answers everything', async () => {
  const { failed, health } = await runMonitorAway(30);

  expect(failed).toBe(0);
  expect(health?.faults).toBe(0);
  expect(health?.reporter?.waitingBytes).toBeLessThan(8 * 1_048_576);
  expect(health?.reporter?.reportsSent).toBe(0);
  expect(health?.reporter?.dropped.traces).toBeGreaterThan(0);
}, 180_000);
