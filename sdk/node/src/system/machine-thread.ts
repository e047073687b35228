/**
 * systeminformation in a thread of its own. Some of what it tells it asks of child processes, and waits for them: up to
 * 0.2 s in which a host that ran it on its own event loop would answer nobody.
 */
import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import type { Systeminformation } from 'systeminformation';

export type Told = {
  load: Pick<Systeminformation.CurrentLoadData, 'currentLoad'>;
  cores: number;
  memory: Systeminformation.MemData;
  network: Systeminformation.NetworkStatsData[];
  io: Systeminformation.FsStatsData | null;
  /** Only when they were asked for. */
  disks: Systeminformation.FsSizeData[] | undefined;
};

export interface MachineThread {
  /** One at a time. */
  ask(withDisks: boolean): Promise<Told>;
  stop(): void;
}

type Answer = { ok: true; told: Told } | { ok: false; reason: string };

/** As text, for a host that is bundled has no file beside its own. Four parts and not the whole, which knows printers too. */
const code = `
  const { parentPort, workerData } = require('node:worker_threads');
  const [cpu, memory, network, filesystem] = workerData.map((path) => require(path));
  parentPort.on('message', async (withDisks) => {
    try {
      const [load, mem, net, io, disks] = await Promise.all([
        cpu.currentLoad(),
        memory.mem(),
        network.networkStats(),
        filesystem.fsStats(),
        withDisks ? filesystem.fsSize() : undefined,
      ]);
      const told = { load: { currentLoad: load.currentLoad }, cores: load.cpus.length, memory: mem, network: net, io, disks };
      parentPort.postMessage({ ok: true, told });
    } catch (error) {
      parentPort.postMessage({ ok: false, reason: String(error) });
    }
  });`;

const resourceLimits = { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 32, stackSizeMb: 1 };

/** Starts with the first question; a thread that died is started again by the next. */
export function createMachineThread(): MachineThread {
  let worker: Worker | undefined;

  function start(): Worker {
    const find = createRequire(import.meta.url).resolve;
    const parts = ['cpu', 'memory', 'network', 'filesystem'].map((part) =>
      find(`systeminformation/lib/${part}.js`),
    );
    const started = new Worker(code, { eval: true, workerData: parts, resourceLimits, execArgv: [] });
    // The host ends when its own work does.
    started.unref();
    return started;
  }

  return {
    ask: (withDisks) =>
      new Promise((resolve, reject) => {
        worker ??= start();
        const asked = worker;
        const letGo = (): void => {
          asked.off('message', onMessage).off('error', onEnd).off('exit', onEnd);
        };
        const onMessage = (answer: Answer): void => {
          letGo();
          if (answer.ok) resolve(answer.told);
          else reject(new Error(answer.reason));
        };
        const onEnd = (cause: unknown): void => {
          letGo();
          worker = undefined;
          reject(cause instanceof Error ? cause : new Error('The thread ended.'));
        };
        asked.on('message', onMessage).on('error', onEnd).on('exit', onEnd);
        // Listening keeps a thread's port open.
        asked.unref();
        asked.postMessage(withDisks);
      }),
    stop: () => {
      void worker?.terminate();
      worker = undefined;
    },
  };
}
