/** What systeminformation knows of the machine. */
import { readFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import type { Systeminformation } from 'systeminformation';
import { createMachineThread } from './machine-thread.ts';

export type MachineFigures = {
  /** Share of all cores since the sample before, 0–1. */
  cpuRatio: number;
  cores: number;
  /** One, five and fifteen minutes. */
  load: number[];
  memory: { totalBytes: number; usedBytes: number; availableBytes: number };
  swap: { totalBytes: number; usedBytes: number };
  disks: { mount: string; totalBytes: number; usedBytes: number }[];
  /** Of all disks together; zero in the first sample, which has nothing to compare with. */
  diskIo: { readBytesPerSecond: number; writtenBytesPerSecond: number };
  network: { receivedBytesPerSecond: number; sentBytesPerSecond: number };
  /** Of this process, by the kernel. */
  vmsBytes?: number;
  threads?: number;
};

export interface MachineWatch {
  read(): Promise<MachineFigures>;
  stop(): void;
}

/** File systems change slowly and are asked by a child process. */
const disksEvery = 12;

export function watchMachine(): MachineWatch {
  let disks: MachineFigures['disks'] = [];
  let round = 0;
  const thread = createMachineThread();

  return {
    async read() {
      const told = await thread.ask(round++ % disksEvery === 0);
      const { load, cores, memory, network, io } = told;
      if (told.disks) disks = told.disks.map(toDisk);

      return {
        cpuRatio: load.currentLoad / 100,
        cores,
        load: loadavg(),
        memory: { totalBytes: memory.total, usedBytes: memory.active, availableBytes: memory.available },
        swap: { totalBytes: memory.swaptotal, usedBytes: memory.swapused },
        disks,
        diskIo: {
          readBytesPerSecond: io?.rx_sec ?? 0,
          writtenBytesPerSecond: io?.wx_sec ?? 0,
        },
        network: {
          receivedBytesPerSecond: sum(network.map(({ rx_sec }) => rx_sec)),
          sentBytesPerSecond: sum(network.map(({ tx_sec }) => tx_sec)),
        },
        ...(await readOwnStatus()),
      };
    },
    stop: thread.stop,
  };
}

function toDisk({ mount, size, used }: Systeminformation.FsSizeData): MachineFigures['disks'][number] {
  return { mount, totalBytes: size, usedBytes: used };
}

/** The first sample has no rate yet. */
function sum(values: (number | null)[]): number {
  return values.reduce<number>((total, value) => total + (value ?? 0), 0);
}

/** systeminformation would list all processes for this (0.3 s); Linux has it in one small file, others go without. */
async function readOwnStatus(): Promise<Pick<MachineFigures, 'vmsBytes' | 'threads'>> {
  try {
    const status = await readFile('/proc/self/status', 'utf8');
    const kilobytes = /^VmSize:\s+(\d+) kB/m.exec(status)?.[1];
    const threads = /^Threads:\s+(\d+)/m.exec(status)?.[1];
    return {
      vmsBytes: kilobytes === undefined ? undefined : Number(kilobytes) * 1_024,
      threads: threads === undefined ? undefined : Number(threads),
    };
  } catch {
    return {};
  }
}
