import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startDrain } from '../drain/loop.ts';
import { scanFrames } from './frame.ts';
import { openSpool } from './spool.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'spool-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const numbered = (count: number) =>
  Array.from({ length: count }, (_, index) => Buffer.from(`record ${index}`));

it('has the record on disk when append resolves', async () => {
  const spool = await openSpool({ dir });

  const appended = await spool.append(Buffer.from('kept'));

  const segment = spool.oldest();
  expect(appended).toEqual({ ok: true });
  expect(scanFrames(readFileSync(segment?.path ?? ''), 10).payloads.map(String)).toEqual(['kept']);
  await spool.close();
});

it('writes what comes at once in one batch, in order', async () => {
  const batches: number[] = [];
  const spool = await openSpool({ dir, onSync: (_durationMs, records) => batches.push(records) });

  await Promise.all(numbered(200).map((record) => spool.append(record)));

  expect(batches.reduce((sum, records) => sum + records, 0)).toBe(200);
  expect(batches.length).toBeLessThan(20);
  const bytes = readFileSync(spool.oldest()?.path ?? '');
  expect(scanFrames(bytes, 1_000).payloads).toEqual(numbered(200));
  await spool.close();
});

it('refuses without losing what it holds when it is full, and takes again when there is room', async () => {
  const spool = await openSpool({ dir, mostBytes: 60 });
  await spool.append(Buffer.alloc(40));

  expect(await spool.append(Buffer.alloc(40))).toEqual({ ok: false, because: 'spool_full' });
  await spool.seal();
  const held = spool.oldest();
  if (held) await spool.remove(held, false);

  expect(await spool.append(Buffer.alloc(40))).toEqual({ ok: true });
  await spool.close();
});

it('gives what an earlier process left to the drain, oldest first, and deletes it when it is stored', async () => {
  const first = await openSpool({ dir, segmentBytes: 1_000 });
  for (const record of numbered(100)) await first.append(record);
  await first.close();
  const stored: string[] = [];

  const second = await openSpool({ dir });
  const drain = startDrain({
    spool: second,
    idleMs: 1,
    store: async (records) => {
      stored.push(...records.map(String));
    },
  });
  await drain.empty(5_000);
  await drain.stop();

  expect(stored).toEqual(numbered(100).map(String));
  expect(readdirSync(dir).filter((name) => name.endsWith('.segment'))).toEqual([]);
  await second.close();
});

it('refuses a second process on the same folder, and not after the first has gone', async () => {
  const first = await openSpool({ dir });

  await expect(openSpool({ dir })).rejects.toThrow(/in use by process/);

  await first.close();
  await (await openSpool({ dir })).close();
});

it('is not held by the lock of a process that is gone', async () => {
  writeFileSync(join(dir, 'lock'), JSON.stringify({ pid: 2 ** 22 + 1, startedAt: '1' }));

  await (await openSpool({ dir })).close();
});

it('closes a segment at its age, and tells the age of the oldest', async () => {
  const beforeMs = Date.now();
  const spool = await openSpool({ dir, segmentMs: 0 });
  await spool.append(Buffer.from('first'));
  await spool.append(Buffer.from('second'));

  expect(spool.segments().map(({ isSealed }) => isSealed)).toEqual([true, true]);
  expect(spool.stats.oldestAtMs).toBeGreaterThanOrEqual(beforeMs);
  await spool.close();
});

it('hands over every record, however little is read at once', async () => {
  const spool = await openSpool({ dir });
  const records = [...numbered(100), Buffer.alloc(3_000, 'x'), ...numbered(20)];
  for (const record of records) await spool.append(record);
  const stored: string[] = [];

  const drain = startDrain({
    spool,
    idleMs: 1,
    readBytes: 64,
    store: async (batch) => {
      stored.push(...batch.map(String));
    },
  });
  await drain.empty(5_000);
  await drain.stop();

  expect(stored).toEqual(records.map(String));
  await spool.close();
});

it('keeps a damaged segment for people and stores its whole records', async () => {
  const first = await openSpool({ dir });
  for (const record of numbered(3)) await first.append(record);
  const path = first.oldest()?.path ?? '';
  await first.close();
  const bytes = readFileSync(path);
  bytes[30] = (bytes[30] ?? 0) ^ 1;
  writeFileSync(path, bytes);
  const stored: string[] = [];
  let damagedBytes = 0;

  const second = await openSpool({ dir });
  const drain = startDrain({
    spool: second,
    idleMs: 1,
    store: async (records) => {
      stored.push(...records.map(String));
    },
    onDamage: (_segment, bytes) => {
      damagedBytes += bytes;
    },
  });
  await drain.empty(5_000);
  await drain.stop();

  expect(stored).toEqual(['record 0', 'record 2']);
  expect(damagedBytes).toBeGreaterThan(0);
  expect(readdirSync(dir).some((name) => name.endsWith('.damaged'))).toBe(true);
  await second.close();
});

it('brings the same batch again until the store takes it, and loses nothing meanwhile', async () => {
  const spool = await openSpool({ dir });
  for (const record of numbered(10)) await spool.append(record);
  const stored: string[] = [];
  let failures = 0;

  const drain = startDrain({
    spool,
    idleMs: 1,
    random: () => 0,
    store: async (records) => {
      if (failures++ < 2) throw new Error('the database is away');
      stored.push(...records.map(String));
    },
  });
  await spool.append(Buffer.from('meanwhile'));
  await drain.empty(5_000);
  await drain.stop();

  expect(stored).toEqual([...numbered(10).map(String), 'meanwhile']);
  await spool.close();
});
