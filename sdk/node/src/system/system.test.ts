import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { until } from '../test-server.ts';
import { type MachineFigures, type MachineWatch, watchMachine } from './machine-figures.ts';
import { watchProcess } from './process-figures.ts';
import { createSystemWatch } from './system-watch.ts';

const clock = { nowMs: () => 0, unixMs: () => 42 };
const aMachine = { cpuRatio: 0.5 } as MachineFigures;

describe('the system watch', () => {
  function start(everyMs: number, machine: Pick<MachineWatch, 'read'>) {
    const faults: unknown[] = [];
    const watch = createSystemWatch({
      everyMs,
      clock,
      process: watchProcess(),
      machine: { stop() {}, ...machine },
      failed: (error) => faults.push(error),
    });
    return { watch, faults };
  }

  it('takes its own end, in the middle of a sample, for no fault', async () => {
    const { watch, faults } = start(0, watchMachine());

    const sample = watch.latest();
    watch.stop();

    expect((await sample).machine).toBeUndefined();
    expect(faults).toEqual([]);
  });

  it('tells of machine and process', async () => {
    const { watch, faults } = start(0, watchMachine());

    const { process: own, machine } = await watch.latest();
    watch.stop();

    expect(faults).toEqual([]);
    expect(own.rssBytes).toBeGreaterThan(own.heapUsedBytes);
    expect(own.eventLoopUtilisation).toBeLessThanOrEqual(1);
    expect(machine?.memory.totalBytes).toBeGreaterThan(machine?.memory.usedBytes ?? 0);
    expect(machine?.load).toHaveLength(3);
    expect(machine?.cores).toBeGreaterThan(0);
    expect(machine?.disks.length).toBeGreaterThan(0);
  });

  it('tells how much the disks read and write', async () => {
    const machine = watchMachine();
    await machine.read();
    const file = join(mkdtempSync(join(tmpdir(), 'disk-io-')), 'written');
    const writtenAtMs = performance.now();
    writeFileSync(file, Buffer.alloc(8 * 1_048_576, 'x'), { flush: true });
    rmSync(dirname(file), { recursive: true });
    // systeminformation answers from memory for half a second.
    await new Promise((later) => setTimeout(later, 700));

    const { diskIo } = await machine.read();
    machine.stop();

    const seconds = (performance.now() - writtenAtMs) / 1_000;
    expect(diskIo.writtenBytesPerSecond * (seconds + 1)).toBeGreaterThan(4 * 1_048_576);
    expect(diskIo.readBytesPerSecond).toBeGreaterThanOrEqual(0);
  });

  it('answers from its last sample, however often it is asked', async () => {
    let reads = 0;
    const { watch } = start(0, { read: async () => ({ ...aMachine, cores: ++reads }) });

    await Promise.all([watch.latest(), watch.latest()]);
    await watch.latest();
    watch.stop();

    expect(reads).toBe(1);
    expect(watch.takeNew()).toMatchObject({ atMs: 42, machine: { cores: 1 } });
    expect(watch.takeNew()).toBeUndefined();
  });

  it('samples by itself until it is stopped', async () => {
    let reads = 0;
    const { watch } = start(5, { read: async () => ({ ...aMachine, cores: ++reads }) });

    await until(() => reads >= 3);
    watch.stop();
  });

  it('goes without the machine where nothing can be known of it', async () => {
    const { watch, faults } = start(0, { read: () => Promise.reject(new Error('no /proc')) });

    const figures = await watch.latest();
    watch.stop();

    expect(figures.machine).toBeUndefined();
    expect(figures.process.pid).toBe(process.pid);
    expect(faults).toHaveLength(1);
  });

  it('sees a blocked event loop', async () => {
    const watch = watchProcess();
    await new Promise((later) => setTimeout(later, 60));
    const untilMs = performance.now() + 150;
    while (performance.now() < untilMs);
    await new Promise((later) => setTimeout(later, 60));

    const { eventLoopDelayMs } = watch.read();
    watch.stop();

    expect(eventLoopDelayMs.max).toBeGreaterThan(80);
  });
});
