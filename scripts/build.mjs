/** Builds everything that has changed: the TypeScript solution, the browser SDK, the admin. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { node, root, tool } from './run.mjs';

const isQuiet = process.argv.includes('--quiet');

const steps = [
  { name: 'types and servers', args: [tool('typescript/bin/tsc'), '-b'] },
  {
    name: 'browser SDK',
    args: ['build.mjs'],
    cwd: join(root, 'sdk/browser'),
    from: [
      'sdk/browser/src',
      'sdk/browser/build.mjs',
      'sdk/browser/bundle.mjs',
      'sdk/protocol/src',
      'package-lock.json',
    ],
    to: 'sdk/browser/dist/sdk.js',
  },
  {
    name: 'admin',
    args: [tool('vite/bin/vite.js'), 'build', '--logLevel', 'warn'],
    cwd: join(root, 'admin'),
    from: ['admin/src', 'admin/index.html', 'admin/vite.config.ts', 'sdk/protocol/src', 'package-lock.json'],
    to: 'admin/dist/index.html',
  },
];

for (const step of steps) {
  if (step.to && isFresh(step)) continue;
  const startMs = performance.now();
  const { code, output } = await node(step.args, { cwd: step.cwd, quiet: isQuiet });
  if (code !== 0) {
    if (isQuiet) console.error(output);
    console.error(`Building the ${step.name} failed.`);
    process.exit(1);
  }
  if (!isQuiet) console.log(`built ${step.name} in ${((performance.now() - startMs) / 1_000).toFixed(1)} s`);
}

/** True when the result is newer than everything it was made from. */
function isFresh({ from, to }) {
  const path = join(root, to);
  return existsSync(path) && newest(from) <= statSync(path).mtimeMs;
}

function newest(paths) {
  return Math.max(
    ...paths.map((path) => {
      const full = join(root, path);
      const stat = statSync(full);
      if (!stat.isDirectory()) return stat.mtimeMs;
      return Math.max(stat.mtimeMs, ...readdirSync(full).map((name) => newest([join(path, name)])));
    }),
  );
}
