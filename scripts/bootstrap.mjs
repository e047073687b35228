/** Before anything else: the right Node, and the packages that the lock file names. Only node: modules, for there may be no others. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const leastNode = [20, 11];
const staleLockMs = 10 * 60_000;

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < leastNode[0] || (major === leastNode[0] && minor < leastNode[1])) {
  // npm says nothing about a wrong "engines".
  console.error(`Throughline needs Node ${leastNode.join('.')} or newer; this is ${process.versions.node}.`);
  process.exit(1);
}

const modules = join(root, 'node_modules');
const stamp = join(modules, '.throughline-lock-hash');
const lock = join(root, '.tmp', 'install.lock');
const wanted = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .digest('hex');

if (isInstalled()) process.exit(0);
await withLock(() => {
  if (isInstalled()) return;
  console.log('Installing packages (npm ci) …');
  const npm = process.env.npm_execpath;
  const run = npm ? [process.execPath, npm] : ['npm'];
  const [command = 'npm', ...first] = run;
  // NODE_ENV=production would leave out the build tools.
  const args = [...first, 'ci', '--include=dev', '--no-fund', '--no-audit', '--loglevel=error'];
  const result = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    shell: !npm && process.platform === 'win32',
  });
  if (result.status !== 0) {
    console.error('npm ci failed; what it said stands above.');
    process.exit(1);
  }
  writeFileSync(stamp, wanted);
});

function isInstalled() {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted;
}

/** Two terminals that start at once must not both rewrite node_modules. */
async function withLock(work) {
  mkdirSync(dirname(lock), { recursive: true });
  for (;;) {
    try {
      mkdirSync(lock);
      break;
    } catch {
      const isStale = existsSync(lock) && Date.now() - statSync(lock).mtimeMs > staleLockMs;
      if (isStale) rmSync(lock, { recursive: true, force: true });
      else await new Promise((next) => setTimeout(next, 250));
    }
  }
  try {
    work();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}
