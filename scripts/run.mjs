/** Runs one of the project's own tools and waits for it; used by build, check and test. */
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Path of a package's command, called by file: links to unbuilt or hoisted commands are not to be relied on. */
export function tool(path) {
  return join(root, 'node_modules', path);
}

/**
 * @param {string[]} args A script and its arguments for Node.
 * @param {{ cwd?: string, quiet?: boolean, env?: Record<string, string> }} [options]
 * @returns {Promise<{ code: number, output: string }>} `output` is filled when quiet.
 */
export function node(args, options = {}) {
  const { cwd = root, quiet = false, env = {} } = options;
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, args, {
      cwd,
      stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit',
      env: { ...process.env, ...env },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk) => {
        output += chunk;
      });
    }
    child.once('error', fail);
    child.once('close', (code) => done({ code: code ?? 1, output }));
  });
}
