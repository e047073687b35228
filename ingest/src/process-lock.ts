/**
 * A file that says which living process owns a folder. It holds while its owner lives and not a moment longer:
 * a killed owner leaves the file behind, and the next one sees that the process named in it is gone.
 * Files with an age (mtime leases) would make a restart after a crash wait for the lease.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';

export type ProcessLock = { release(): void };

type Owner = { pid: number; startedAt: string };

/** @throws Error that names the owner when a living process holds the lock. */
export function takeProcessLock(path: string, what: string): ProcessLock {
  const me: Owner = { pid: process.pid, startedAt: startOf(process.pid) ?? '' };

  for (let attempt = 0; attempt < 3; attempt += 1) {
    try {
      writeFileSync(path, JSON.stringify(me), { flag: 'wx', mode: 0o600 });
      return { release: () => rmSync(path, { force: true }) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const owner = readOwner(path);
    if (owner && isAlive(owner)) {
      throw new Error(
        `${what} is in use by process ${owner.pid}. Stop that one first, or give this one another DATA_DIR.`,
      );
    }
    rmSync(path, { force: true });
  }
  throw new Error(`${what} could not be locked: ${path} keeps coming back.`);
}

function readOwner(path: string): Owner | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof value !== 'object' || value === null) return undefined;
    const { pid, startedAt } = value as Partial<Owner>;
    return typeof pid === 'number' && typeof startedAt === 'string' ? { pid, startedAt } : undefined;
  } catch {
    return undefined;
  }
}

/** A zombie answers kill(pid, 0), and pids are used again: where /proc exists, state and start time decide. */
function isAlive(owner: Owner): boolean {
  if (owner.pid === process.pid) return owner.startedAt === startOf(process.pid);
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  const startedAt = startOf(owner.pid);
  return startedAt === undefined ? process.platform !== 'linux' : startedAt === owner.startedAt;
}

/** The process's start time in clock ticks since boot, undefined for zombies and where there is no /proc. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the command in brackets and may hold spaces.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? undefined : fields[19];
  } catch {
    return undefined;
  }
}
