/**
 * The durable buffer between the door and the database: append-only segment files on local disk. `append` resolves
 * after fdatasync, and whoever reads sees only what is durable. Records leave when the store has committed them.
 */
import { mkdirSync, readdirSync, statSync, writeSync } from 'node:fs';
import { type FileHandle, open, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { type ProcessLock, takeProcessLock } from '../process-lock.ts';
import { encodeFrame } from './frame.ts';

export type Appended = { ok: true } | { ok: false; because: 'spool_full' | 'disk_error' };

export type Segment = {
  path: string;
  sequence: number;
  /** Bytes that are on disk for good; nothing beyond is read. */
  durableBytes: number;
  /** True when nothing will be added. */
  isSealed: boolean;
  /** Unix ms of its first record. */
  startedAtMs: number;
};

export interface Spool {
  /**
   * Resolves when the record is durable, or at once with the reason why it is not taken.
   * @param record Whole, or its parts in their order.
   */
  append(...record: Buffer[]): Promise<Appended>;
  /** The oldest segment that still holds something, or undefined. */
  oldest(): Segment | undefined;
  /** All segments that hold something, oldest first. */
  segments(): readonly Segment[];
  /** Closes the running segment, so that it can go once it is drained. */
  seal(): Promise<void>;
  /** Lets a sealed segment go whose records are all committed; a damaged one is kept as `*.damaged`, for people. */
  remove(segment: Segment, isDamaged: boolean): Promise<void>;
  readonly stats: SpoolStats;
  close(): Promise<void>;
}

export type SpoolStats = {
  bytes: number;
  segments: number;
  /** Unix ms of the oldest segment's first record, undefined when nothing waits. */
  oldestAtMs: number | undefined;
};

export type SpoolOptions = {
  dir: string;
  /** All segments together; beyond it appends answer spool_full. Default 1 GiB. */
  mostBytes?: number;
  /** A segment is closed at this size. Default 8 MiB: what a crash makes the drain read again. */
  segmentBytes?: number;
  /** A segment is closed at this age, default a minute: the oldest one's age then tells how far the drain is behind. */
  segmentMs?: number;
  onSync?: (durationMs: number, records: number) => void;
  /** Told after each sync, seal and removal: the segments have changed. */
  onChange?: () => void;
  /** Told at each point at which a crash must lose nothing; fault tests end the process there. */
  onStep?: (step: SpoolStep) => void;
};

export type SpoolStep = 'before-write' | 'after-write' | 'after-sync' | 'rotate';

type Waiting = { frame: Buffer; done: (appended: Appended) => void };

const mostBatchBytes = 4 * 1_048_576;

/** @throws Error when another living process uses the folder. */
export async function openSpool(options: SpoolOptions): Promise<Spool> {
  mkdirSync(options.dir, { recursive: true, mode: 0o700 });
  const lock = takeProcessLock(join(options.dir, 'lock'), `The spool in ${options.dir}`);
  return new DiskSpool(options, lock);
}

class DiskSpool implements Spool {
  readonly #options: SpoolOptions & { mostBytes: number; segmentBytes: number; segmentMs: number };
  readonly #lock: ProcessLock;
  #segments: Segment[];
  #file: FileHandle | undefined;
  #waiting: Waiting[] = [];
  #waitingBytes = 0;
  #durableBytes = 0;
  #flushing: Promise<void> | undefined;
  #nextSequence: number;

  constructor(options: SpoolOptions, lock: ProcessLock) {
    this.#options = {
      mostBytes: 1_073_741_824,
      segmentBytes: 8 * 1_048_576,
      segmentMs: 60_000,
      ...options,
    };
    this.#lock = lock;
    // What an earlier process left is complete as it lies: a new process always begins a new file.
    this.#segments = readdirSync(options.dir)
      .filter((name) => /^\d{12}\.segment$/.test(name))
      .sort()
      .map((name) => this.#leftBehind(name));
    this.#nextSequence = (this.#segments.at(-1)?.sequence ?? 0) + 1;
    this.#durableBytes = this.#segments.reduce((sum, segment) => sum + segment.durableBytes, 0);
  }

  get stats(): SpoolStats {
    return {
      bytes: this.#durableBytes,
      segments: this.#segments.length,
      oldestAtMs: this.#segments[0]?.startedAtMs,
    };
  }

  append(...record: Buffer[]): Promise<Appended> {
    const frame = encodeFrame(...record);
    if (this.#durableBytes + this.#waitingBytes + frame.length > this.#options.mostBytes) {
      return Promise.resolve({ ok: false, because: 'spool_full' });
    }
    return new Promise((done) => {
      this.#waiting.push({ frame, done });
      this.#waitingBytes += frame.length;
      this.#flushing ??= this.#flush();
    });
  }

  oldest(): Segment | undefined {
    return this.#segments.find((segment) => segment.durableBytes > 0 || segment.isSealed);
  }

  segments(): readonly Segment[] {
    return this.#segments;
  }

  async seal(): Promise<void> {
    await this.#flushing;
    await this.#closeFile();
  }

  async remove(segment: Segment, isDamaged: boolean): Promise<void> {
    this.#segments = this.#segments.filter((other) => other !== segment);
    this.#durableBytes -= segment.durableBytes;
    this.#options.onChange?.();
    if (isDamaged) await rename(segment.path, `${segment.path}.damaged`);
    else await unlink(segment.path);
  }

  async close(): Promise<void> {
    await this.#flushing;
    await this.#closeFile();
    this.#lock.release();
  }

  /**
   * Group commit: while one fdatasync is under way the next batch gathers by itself, so its size follows the load
   * and nobody waits for a timer. The first record of a burst goes alone, and the disk works while the rest is read.
   */
  async #flush(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#nextBatch();
      const outcome = await this.#write(batch);
      for (const { done } of batch) done(outcome);
    }
    this.#flushing = undefined;
  }

  #nextBatch(): Waiting[] {
    let bytes = 0;
    let count = 0;
    while (count < this.#waiting.length && bytes < mostBatchBytes)
      bytes += this.#waiting[count++]?.frame.length ?? 0;
    this.#waitingBytes -= bytes;
    return this.#waiting.splice(0, count);
  }

  async #write(batch: Waiting[]): Promise<Appended> {
    try {
      const { file, segment } = await this.#current();
      const bytes = Buffer.concat(batch.map(({ frame }) => frame));
      this.#options.onStep?.('before-write');
      const startMs = performance.now();
      writeAll(file.fd, bytes, segment.durableBytes);
      this.#options.onStep?.('after-write');
      await file.datasync();
      this.#options.onStep?.('after-sync');
      this.#options.onSync?.(performance.now() - startMs, batch.length);
      segment.durableBytes += bytes.length;
      this.#durableBytes += bytes.length;
      this.#options.onChange?.();
      if (this.#isComplete(segment)) await this.#closeFile();
      return { ok: true };
    } catch (error) {
      await this.#abandonFile();
      return {
        ok: false,
        because: (error as NodeJS.ErrnoException).code === 'ENOSPC' ? 'spool_full' : 'disk_error',
      };
    }
  }

  #isComplete({ durableBytes, startedAtMs }: Segment): boolean {
    return durableBytes >= this.#options.segmentBytes || Date.now() - startedAtMs >= this.#options.segmentMs;
  }

  async #current(): Promise<{ file: FileHandle; segment: Segment }> {
    const last = this.#segments.at(-1);
    if (this.#file && last && !last.isSealed) return { file: this.#file, segment: last };

    const sequence = this.#nextSequence++;
    const path = join(this.#options.dir, `${String(sequence).padStart(12, '0')}.segment`);
    this.#file = await open(path, 'wx', 0o600);
    await syncFolder(this.#options.dir);
    const segment: Segment = { path, sequence, durableBytes: 0, isSealed: false, startedAtMs: Date.now() };
    this.#segments.push(segment);
    return { file: this.#file, segment };
  }

  async #closeFile(): Promise<void> {
    const last = this.#segments.at(-1);
    if (!this.#file) return;
    if (last && !last.isSealed) last.isSealed = true;
    this.#options.onStep?.('rotate');
    this.#options.onChange?.();
    const file = this.#file;
    this.#file = undefined;
    await file.close().catch(() => {});
  }

  /**
   * After a failed write or sync nobody knows what is on disk beyond the durable mark (a second fdatasync may lie),
   * so the file is cut there, closed for good, and the next batch begins a new one.
   */
  async #abandonFile(): Promise<void> {
    const last = this.#segments.at(-1);
    if (this.#file && last && !last.isSealed) await this.#file.truncate(last.durableBytes).catch(() => {});
    await this.#closeFile();
  }

  #leftBehind(name: string): Segment {
    const path = join(this.#options.dir, name);
    const { size, birthtimeMs } = statSync(path);
    return {
      path,
      sequence: Number(name.slice(0, 12)),
      durableBytes: size,
      isSealed: true,
      startedAtMs: birthtimeMs,
    };
  }
}

/**
 * Into the page cache, at once: through the thread pool the batch would wait one more turn of the event loop, which under
 * load takes longer than the sync. A write may take less than it was given.
 */
function writeAll(fd: number, bytes: Buffer, position: number): void {
  let written = 0;
  while (written < bytes.length) {
    const taken = writeSync(fd, bytes, written, bytes.length - written, position + written);
    if (taken === 0) throw Object.assign(new Error('The disk took nothing.'), { code: 'ENOSPC' });
    written += taken;
  }
}

/** A new file is only found after a crash when its folder entry is on disk too. */
async function syncFolder(dir: string): Promise<void> {
  const handle = await open(dir, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
