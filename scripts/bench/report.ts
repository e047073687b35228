/** The figures of benches as a table to read, and as docs/benchmarks.md. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { root } from '../root.ts';
import { benchNames } from './benches.ts';
import type { Figure } from './figure.ts';

export type Measured = { name: string; figures: Figure[] };

const path = 'docs/benchmarks.md';

/** What has a goal first, what stands beside it below. */
export function toTable(measured: readonly Measured[]): string {
  const lines = measured.flatMap(({ name, figures }) => [
    ...(measured.length > 1 ? [`${name}`] : []),
    ...figures.map(toLine),
    ...(measured.length > 1 ? [''] : []),
  ]);
  const { met, goals } = countGoals(measured);
  return [...lines, ...(goals > 0 ? [`${met} of ${goals} goals met`] : [])].join('\n');
}

function toLine(figure: Figure): string {
  const verdict =
    figure.goal === undefined ? '' : `  goal ${toGoal(figure)} ${figure.met ? 'met' : 'MISSED'}`;
  return `${figure.what.padEnd(72)} ${toNumber(figure.value).padStart(10)} ${figure.unit.padEnd(6)}${verdict}`;
}

/** Parts of benches that did not run now stay as they were. @returns Where it was written. */
export function writeReport(measured: readonly Measured[], to = join(root, path)): string {
  const before = existsSync(to) ? readFileSync(to, 'utf8') : '';
  const parts = new Map(
    before
      .split(/^(?=## )/m)
      .slice(1)
      .map((text) => [/^## (\S+)/.exec(text)?.[1] ?? '', text.trimEnd()] as const),
  );
  for (const one of measured) parts.set(one.name, toPart(one));
  const kept = benchNames.flatMap((name) => parts.get(name) ?? []);
  writeFileSync(to, `${[head, ...kept].join('\n\n')}\n`);
  return path;
}

const head = `# Benchmarks

Written by \`npm run bench\`: all benches one after the other, each with its peers in the same run. \`npm run bench -- NAME --write\`
replaces one part. Machines are shared and differ: read ratios (×, %) within one run, not single times; beside other
work they move too. What missed its goal stands here like the rest.`;

function toPart({ name, figures }: Measured): string {
  const rows = figures.map((figure) => {
    const goal = figure.goal === undefined ? '' : toGoal(figure);
    const verdict = figure.goal === undefined ? '' : figure.met ? 'met' : '**missed**';
    const value = `${toNumber(figure.value)} ${figure.unit}`.trim();
    return `| ${figure.what.replaceAll('|', '\\|')} | ${value} | ${goal} | ${verdict} |`;
  });
  const date = new Date().toISOString().slice(0, 10);
  return [
    `## ${name}`,
    '',
    `\`npm run bench -- ${name}\`, ${date}, ${machine()}.`,
    '',
    '| what | measured | goal | |',
    '|---|---|---|---|',
    ...rows,
  ].join('\n');
}

/** What a figure depends on, and nothing that names the machine. */
function machine(): string {
  const all = cpus();
  const model = all[0]?.model.trim() || process.arch;
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${all.length} × ${model}, ${memory} GB, ${process.platform}, Node ${process.versions.node}`;
}

function countGoals(measured: readonly Measured[]): { met: number; goals: number } {
  const withGoal = measured.flatMap(({ figures }) => figures).filter(({ goal }) => goal !== undefined);
  return { met: withGoal.filter(({ met }) => met).length, goals: withGoal.length };
}

function toGoal({ goal = Number.NaN, unit }: Figure): string {
  return `${goal.toLocaleString('en')} ${unit}`.trim();
}

function toNumber(value: number): string {
  return Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(2);
}
