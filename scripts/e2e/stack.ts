/** The whole house as `npm start` starts it, on ports and in a folder of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../faults/house.ts';
import { root } from '../root.ts';

export type Stack = {
  dataDir: string;
  admin: string;
  cms: string;
  demo: string;
  email: string;
  password: string;
  stop(): Promise<void>;
};

const startWithinMs = 120_000;

type StackOptions = {
  /** Flags of `npm run seed`, which then fills the store before anything else starts. */
  seed?: string[];
  /** Variables of the house beside its ports and folder. */
  variables?: Record<string, string>;
};

export async function startStack({ seed, variables }: StackOptions = {}): Promise<Stack> {
  const dataDir = mkdtempSync(join(tmpdir(), 'throughline-stack-'));
  if (seed) await fill(dataDir, seed);
  const [port, cmsPort, demoPort] = [await freePort(), await freePort(), await freePort()];
  const password = 'a password for the test';
  const child = spawn(process.execPath, [join(root, 'scripts/start.mjs')], {
    cwd: root,
    env: {
      ...process.env,
      DATA_DIR: dataDir,
      PORT: String(port),
      CMS_PORT: String(cmsPort),
      DEMO_PORT: String(demoPort),
      ADMIN_PASSWORD: password,
      ...variables,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  try {
    await announced(child);
  } catch (error) {
    child.kill('SIGTERM');
    throw error;
  }
  return {
    dataDir,
    admin: `http://127.0.0.1:${port}`,
    cms: `http://127.0.0.1:${cmsPort}`,
    demo: `http://127.0.0.1:${demoPort}`,
    email: 'admin@localhost',
    password,
    stop: async () => {
      const gone = new Promise((done) => child.once('exit', done));
      child.kill('SIGTERM');
      await gone;
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function fill(dataDir: string, flags: string[]): Promise<void> {
  const child = spawn(process.execPath, [join(root, 'scripts/dist/seed/main.js'), ...flags], {
    env: { ...process.env, DATA_DIR: dataDir },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`Filling the store ended with ${code}.`);
}

/** Resolves when the addresses are printed; rejects with everything that was said when it ends before. */
function announced(child: ChildProcess): Promise<void> {
  return new Promise((done, fail) => {
    let said = '';
    const timer = setTimeout(
      () => fail(new Error(`The stack did not start in time:\n${said}`)),
      startWithinMs,
    );
    const listen = (chunk: Buffer): void => {
      said += chunk.toString();
      if (!said.includes('Throughline is running.')) return;
      clearTimeout(timer);
      done();
    };
    child.stdout?.on('data', listen);
    child.stderr?.on('data', listen);
    child.once('exit', (code) => fail(new Error(`The stack ended with ${code}:\n${said}`)));
  });
}
