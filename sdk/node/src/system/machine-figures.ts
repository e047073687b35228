/** What systeminformation knows of the machine. Some of it takes half a second and child processes: never in a request. */
import type { Systeminformation } from 'systeminformation';

export type MachineFigures = {
  /** Share of all cores since the sample before, 0–1. */
  cpuRatio: number;
  cores: number;
  /** One, five and fifteen minutes. */
  load: number[];
  memory: { totalBytes: number; usedBytes: number; availableBytes: number };
  swap: { totalBytes: number; usedBytes: number };
  disks: { mount: string; totalBytes: number; usedBytes: number }[];
  network: { receivedBytesPerSecond: number; sentBytesPerSecond: number };
  /** Of this process, by the kernel. */
  vmsBytes?: number;
  threads?: number;
};

export interface MachineWatch {
  read(): Promise<MachineFigures>;
}

/** File systems change slowly and are asked by a child process. */
const disksEvery = 12;

export function watchMachine(): MachineWatch {
  let disks: MachineFigures['disks'] = [];
  let round = 0;

  return {
    async read() {
      // Here and not at the top: half a megabyte of code that the first request should not wait for.
      const information = await import('systeminformation');
      const { loadavg } = await import('node:os');
      const [load, memory, network] = await Promise.all([
        information.currentLoad(),
        information.mem(),
        information.networkStats(),
      ]);
      if (round++ % disksEvery === 0) disks = (await information.fsSize()).map(toDisk);

      return {
        cpuRatio: load.currentLoad / 100,
        cores: load.cpus.length,
        load: loadavg(),
        memory: { totalBytes: memory.total, usedBytes: memory.active, availableBytes: memory.available },
        swap: { totalBytes: memory.swaptotal, usedBytes: memory.swapused },
        disks,
        network: {
          receivedBytesPerSecond: sum(network.map(({ rx_sec }) => rx_sec)),
          sentBytesPerSecond: sum(network.map(({ tx_sec }) => tx_sec)),
        },
        ...(await readOwnStatus()),
      };
    },
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
    const { readFile } = await import('node:fs/promises');
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
