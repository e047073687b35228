/**
 * `npm run bench -- NAME [--json]`: runs one bench, prints its figures beside their goals; with --json the last line is
 * `{ name, figures }`. These machines are shared: read ratios within one run, not single times.
 */
import type { Figure } from './figure.ts';

type Bench = { run(): Promise<Figure[]> };

/** Loaded one by one: a bench's peers are nobody else's dependencies. */
const benches: Record<string, () => Promise<Bench>> = {
  door: () => import('./door.ts'),
  monitor: () => import('./monitor.ts'),
  store: () => import('./store.ts'),
  cms: () => import('./cms.ts'),
  bulk: () => import('./bulk.ts'),
  images: () => import('./images.ts'),
  'sdk-size': () => import('./sdk-size.ts'),
  'sdk-cost': () => import('./sdk-cost.ts'),
};

const [name = '', ...flags] = process.argv.slice(2);
const load = benches[name];
if (!load) {
  console.error(`Which bench? One of: ${Object.keys(benches).join(', ')}`);
  process.exit(2);
}

const { run } = await load();
const figures = await run();
for (const figure of figures) console.log(toLine(figure));
if (flags.includes('--json')) console.log(JSON.stringify({ name, figures }));

function toLine({ what, value, unit, goal, met }: Figure): string {
  const number = Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(2);
  const verdict = goal === undefined ? '' : `  goal ${goal.toLocaleString('en')} ${met ? 'met' : 'MISSED'}`;
  return `${what.padEnd(64)} ${number.padStart(10)} ${unit.padEnd(6)}${verdict}`;
}
