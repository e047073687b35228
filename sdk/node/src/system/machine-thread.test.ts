import { createRequire } from 'node:module';
import { expect, it, vi } from 'vitest';
import { watchMachine } from './machine-figures.ts';

it('leaves child processes, which are waited for, to a thread of its own', async () => {
  const childProcess = createRequire(import.meta.url)('node:child_process');
  // Before systeminformation is loaded anywhere in this process: it takes the functions as they are then.
  const calls = (['execSync', 'spawnSync', 'execFileSync', 'exec', 'execFile', 'spawn'] as const).map(
    (name) => vi.spyOn(childProcess, name),
  );
  const machine = watchMachine();

  await machine.read();

  machine.stop();
  for (const call of calls) expect(call).not.toHaveBeenCalled();
});

it('starts its thread again after it has ended', async () => {
  const machine = watchMachine();
  await machine.read();
  machine.stop();

  const { cores } = await machine.read();

  machine.stop();
  expect(cores).toBeGreaterThan(0);
});
