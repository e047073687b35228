/** A comparison for people: percentile by percentile the run, what the server told, the monitor, and by how much they differ. */
import { type Compare, type Comparison, type Percentile, percentiles, tolerance } from './comparison.ts';

const nameWidth = 36;
const columnWidth = 9;
const marks = { agrees: '', outside: 'o', differs: '!', unknown: '?' };

export function toComparisonTable({ monitor, endpoints }: Compare): string {
  const groups = percentiles.map((name) => `${name} ms`.padStart(4 * columnWidth)).join('');
  const titles = ['run', monitor, ...percentiles.flatMap(() => ['run', 'told', monitor, '%'])];
  const judged = endpoints.flatMap(({ agreement }) => Object.values(agreement));
  const of = (what: string) => judged.filter((one) => one === what).length;
  const known = judged.length - of('unknown');
  const lost = endpoints.reduce((sum, one) => sum + one.lost, 0);
  const others = endpoints.reduce((sum, one) => sum + one.others, 0);

  return [
    `${`Beside ${monitor}`.padEnd(nameWidth)}${'count'.padStart(2 * columnWidth)}${groups}`,
    `${'endpoint'.padEnd(nameWidth)}${titles.map((title) => title.padStart(columnWidth)).join('')}`,
    ...endpoints.map(toRow),
    `${monitor} misses ${lost} requests of the run and has ${others} of others.`,
    `Of ${known} percentiles ${of('agrees')} agree within ${tolerance * 100} %; ${of('outside')} are those of the server, which the run waited longer for (o); ${of('differs')} differ (!). ${of('unknown')} cannot be compared (?).`,
  ].join('\n');
}

function toRow(one: Comparison): string {
  const counts = [one.count, one.count - one.lost + one.others].map(String);
  const cells = [...counts, ...percentiles.flatMap((name) => toCells(one, name))];
  return `${one.endpoint.padEnd(nameWidth)}${cells.map((text) => text.padStart(columnWidth)).join('')}`;
}

function toCells({ runMs, toldMs, monitorMs, agreement }: Comparison, name: Percentile): string[] {
  const [run, monitor] = [runMs[name], monitorMs[name]];
  const differing =
    monitor === 0 ? '–' : `${(100 * (run / monitor - 1)).toFixed(1)}${marks[agreement[name]]}`;
  return [run.toFixed(2), toldMs?.[name].toFixed(2) ?? '–', monitor.toFixed(2), differing];
}
