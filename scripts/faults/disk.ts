/** What happens to the disk: full, failing, and whether an answer ever comes before its fdatasync. Needs Linux. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openHouse } from './house.ts';
import { createLedger, type Verdict } from './ledger.ts';

export const canMount = process.platform === 'linux' && process.getuid?.() === 0;
export const canTrace =
  existsSync('/usr/bin/strace') && spawnSync('/usr/bin/strace', ['-o', '/dev/null', 'true']).status === 0;

export type FullDiskResult = Verdict & { statuses: number[]; hasRetryAfter: boolean; isTakingAgain: boolean };

/** A spool on a disk of 10 MB while PostgreSQL is stopped: it fills, refuses, and recovers by itself. */
export async function runFullDisk(): Promise<FullDiskResult> {
  const dir = mkdtempSync(join(tmpdir(), 'throughline-full-'));
  const spool = join(dir, 'data/spool');
  const house = await openHouse(dir);
  mkdirSync(spool, { recursive: true });
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=10m', 'tmpfs', spool]);
  try {
    await house.startIngest();
    const ledger = createLedger(house);
    const resume = house.stopDatabase();
    let refused = 0;
    await ledger.sendUntil(() => {
      refused = ledger.statuses.get(503) ?? 0;
      return refused > 200;
    }, 32);
    const refusal = await fetch(`${house.origin}/v1/views`, { method: 'POST', body: ledger.sample() });
    resume();

    let isTakingAgain = false;
    for (let tries = 0; tries < 300 && !isTakingAgain; tries += 1) {
      await sleep(100);
      isTakingAgain = (await ledger.send()).status === 202;
    }
    return {
      ...(await ledger.check(60_000)),
      statuses: [...ledger.statuses.keys()].sort(),
      hasRetryAfter: refusal.status === 503 && Number(refusal.headers.get('retry-after')) > 0,
      isTakingAgain,
    };
  } finally {
    await house.close();
    execFileSync('umount', [spool]);
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Every so often fdatasync and pwrite64 fail with EIO, by strace, below the process. */
export async function runFailingDisk(views: number): Promise<Verdict & { refused: number }> {
  const house = await openHouse();
  try {
    const inject = [
      '-e',
      'inject=fdatasync:error=EIO:when=15+11',
      '-e',
      'inject=pwrite64:error=EIO:when=20+17',
    ];
    const ingest = await house.startIngest({}, [
      '/usr/bin/strace',
      '-f',
      '-qq',
      '-o',
      '/dev/null',
      '-e',
      'trace=fdatasync,pwrite64',
      ...inject,
    ]);
    const ledger = createLedger(house);
    await ledger.sendUntil(() => ledger.acknowledged() >= views, 16);
    await ingest.kill('SIGKILL');
    await house.startIngest();
    return { ...(await ledger.check(60_000)), refused: ledger.statuses.get(503) ?? 0 };
  } finally {
    await house.close();
  }
}

/** The order of system calls for `views` answers, one after the other. @returns How many came before their fdatasync. */
export async function runSyncOrder(views: number): Promise<{ answers: number; early: number }> {
  const dir = mkdtempSync(join(tmpdir(), 'throughline-order-'));
  const trace = join(dir, 'trace');
  const house = await openHouse(dir);
  try {
    const calls = 'trace=fdatasync,pwrite64,write,writev';
    const ingest = await house.startIngest({}, [
      '/usr/bin/strace',
      '-f',
      '-qq',
      '-s',
      '16',
      '-o',
      trace,
      '-e',
      calls,
    ]);
    const ledger = createLedger(house);
    for (let view = 0; view < views; view += 1) await ledger.send();
    await ingest.kill('SIGTERM');
    return countEarly(readFileSync(trace, 'utf8').split('\n'));
  } finally {
    await house.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Between two answers of a lone sender there must be the write of its record and then a finished fdatasync. */
function countEarly(lines: string[]): { answers: number; early: number } {
  let answers = 0;
  let early = 0;
  let isWritten = false;
  let isSynced = false;
  for (const line of lines) {
    // A record is at least 300 bytes; the metrics and logs of a quiet process write none by position.
    if (/pwrite64\(.*= \d{3,}$/.test(line) || /pwrite64 resumed.*= \d{3,}$/.test(line)) {
      isWritten = true;
      isSynced = false;
    } else if (/fdatasync.*= 0$/.test(line)) {
      isSynced = isWritten;
    } else if (/write[v]?\(.*HTTP\/1\.1 202/.test(line)) {
      answers += 1;
      if (!isSynced) early += 1;
      isWritten = false;
      isSynced = false;
    }
  }
  return { answers, early };
}
