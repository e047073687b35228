/**
 * `npm run bench -- NAME [--json]`: runs one bench, prints its figures beside their goals; with --json the last line is
 * `{ name, figures }`. Several names, or none for all of them: one after the other, each in a process of its own, then one
 * table. A run of all writes docs/benchmarks.md, `--write` writes the parts of the benches that are named. These machines
 * are shared: read ratios within one run, not single times.
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { benches, benchNames } from './benches.ts';
import type { Figure } from './figure.ts';
import { type Measured, toTable, writeReport } from './report.ts';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false }, write: { type: 'boolean', default: false } },
});
const unknown = positionals.filter((name) => !benchNames.includes(name));
if (unknown.length > 0) {
  console.error(`There is no bench ${unknown.join(', ')}. One of: ${benchNames.join(', ')}`);
  process.exit(2);
}

const [only] = positionals;
if (only && positionals.length === 1 && !values.write) await runOne(only);
else await runMany(positionals.length > 0 ? positionals : benchNames);

async function runOne(name: string): Promise<void> {
  const bench = await benches[name]?.();
  const figures = (await bench?.run()) ?? [];
  console.log(toTable([{ name, figures }]));
  if (values.json) console.log(JSON.stringify({ name, figures }));
}

async function runMany(names: readonly string[]): Promise<void> {
  const measured: Measured[] = [];
  for (const name of names) {
    console.log(`${name} …`);
    const figures = await inOwnProcess(name);
    if (figures) measured.push({ name, figures });
    else process.exitCode = 1;
  }
  console.log(`\n${toTable(measured)}`);
  if (values.json) console.log(JSON.stringify(measured));
  if (values.write || positionals.length === 0) console.log(`Written: ${writeReport(measured)}`);
}

/** What one bench leaves behind in memory is no part of the next. @returns Undefined when it failed. */
async function inOwnProcess(name: string): Promise<Figure[] | undefined> {
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), name, '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  const code = await new Promise((done) => child.once('close', done));
  const last = output.trim().split('\n').at(-1) ?? '';
  if (code === 0) return (JSON.parse(last) as Measured).figures;
  console.error(`${name} ended with code ${code}.`);
  return undefined;
}
