/** What systeminformation knows of the machine. Some of it takes half a second and child processes: never in a request. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { loadavg } from 'node:os';
import type * as systeminformation from 'systeminformation';
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
  /** Of all disks together; zero in the first sample, which has nothing to compare with. */
  diskIo: { readBytesPerSecond: number; writtenBytesPerSecond: number };
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
  let information: Information | undefined;

  return {
    async read() {
      information ??= loadInformation();
      const [load, memory, network, io] = await Promise.all([
        information.currentLoad(),
        information.mem(),
        information.networkStats(),
        information.fsStats(),
      ]);
      if (round++ % disksEvery === 0) disks = (await information.fsSize()).map(toDisk);

      return {
        cpuRatio: load.currentLoad / 100,
        cores: load.cpus.length,
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
  };
}

type Information = Pick<
  typeof systeminformation,
  'currentLoad' | 'mem' | 'networkStats' | 'fsStats' | 'fsSize'
>;

/**
 * With the first sample and not at the start: the first request should not wait for it. Its four parts and not the
 * whole, which also knows printers and Wi-Fi: 3 MB of memory instead of 10.
 */
function loadInformation(): Information {
  const load = createRequire(import.meta.url);
  const parts = ['cpu', 'memory', 'network', 'filesystem'].map(
    (part) => load(`systeminformation/lib/${part}.js`) as Partial<Information>,
  );
  // Each of the functions comes from one of the four; systeminformation's own index does nothing else.
  return Object.assign({}, ...parts) as Information;
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
