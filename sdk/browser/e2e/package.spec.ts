/** The package as a stranger gets it: packed, installed, type-checked, bundled and linted. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';

const workspace = fileURLToPath(new URL('..', import.meta.url));
const require = createRequire(import.meta.url);
let folder = '';
let tarball = '';

test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'throughline-package-'));
  // Nothing here needs the network, and a slow registry must not decide.
  const offline = ['--offline', '--no-update-notifier', '--ignore-scripts'];
  const [packed] = JSON.parse(npm(['pack', '--json', ...offline, '--pack-destination', folder], workspace));
  tarball = join(folder, packed.filename);
});

test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('builds in a site that has Vite and TypeScript and nothing of ours', () => {
  const site = join(folder, 'site');
  mkdirSync(join(site, 'node_modules/@throughline'), { recursive: true });
  execFileSync('tar', ['-xzf', tarball, '-C', join(site, 'node_modules/@throughline')]);
  execFileSync('mv', [
    join(site, 'node_modules/@throughline/package'),
    join(site, 'node_modules/@throughline/browser'),
  ]);
  writeFileSync(join(site, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(site, 'index.html'), '<script type="module" src="/main.ts"></script>');
  writeFileSync(
    join(site, 'main.ts'),
    `import { type StartOptions, start, type ViewBody } from '@throughline/browser';
import { mark } from '@throughline/browser/core';
import { analyseResources } from '@throughline/browser/development';
const beforeSend = (view: ViewBody): ViewBody | null => (view.vitals.lcp?.value ? view : null);
const options: StartOptions = { key: 'pk_demo', beforeSend };
start(options);
mark('ready', { slowest: analyseResources().slowest.length });
`,
  );
  writeFileSync(
    join(site, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: {
        strict: true,
        noEmit: true,
        module: 'esnext',
        moduleResolution: 'bundler',
        target: 'es2022',
        lib: ['es2022', 'dom'],
        types: [],
        skipLibCheck: false,
      },
      include: ['main.ts'],
    }),
  );

  run('typescript/bin/tsc', ['-p', site]);
  run('vite/bin/vite.js', ['build', '--logLevel', 'error'], site);

  const assets = readdirSync(join(site, 'dist/assets'));
  const code = assets.map((file) => readFileSync(join(site, 'dist/assets', file), 'utf8')).join('');
  expect(code).toContain('/v1/views');
  expect(code).not.toMatch(/ZodError|safeParse/);
});

test('is green for publint and for arethetypeswrong', () => {
  run('publint/src/cli.js', [tarball, '--strict']);
  run('@arethetypeswrong/cli/dist/index.js', [
    tarball,
    '--profile',
    'esm-only',
    '--no-definitely-typed',
    '--exclude-entrypoints',
    'sdk.js',
  ]);
});

function npm(given: string[], cwd: string): string {
  const path = process.env.npm_execpath;
  return path
    ? execFileSync(process.execPath, [path, ...given], { cwd, encoding: 'utf8' })
    : execFileSync('npm', given, { cwd, encoding: 'utf8' });
}

/** Runs a tool by its path: a `bin` may not be linked. */
function run(tool: string, given: string[], cwd?: string): void {
  const [scope, name] = tool.split('/');
  const packageName = scope?.startsWith('@') ? `${scope}/${name}` : `${scope}`;
  const home = require.resolve
    .paths(packageName)
    ?.map((path) => join(path, tool))
    .find((path) => exists(path));
  if (!home) throw new Error(`${tool} is not installed`);
  try {
    execFileSync(process.execPath, [home, ...given], {
      cwd: cwd ?? dirname(home),
      encoding: 'utf8',
      stdio: 'pipe',
    });
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    throw new Error(`${tool} failed:\n${stdout}\n${stderr}`, { cause: error });
  }
}

function exists(path: string): boolean {
  try {
    readFileSync(path);
    return true;
  } catch {
    return false;
  }
}
