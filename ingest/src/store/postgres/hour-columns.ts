/**
 * The counted views of an hour, column by column: made with the hour's rollup, and read where no rollup knows the filters.
 * A question touches the few columns that it names, so it costs a tenth of what it does over rows.
 */
import { vitalNames } from '@throughline/protocol';
import type pg from 'pg';
import type { CoverPart } from '../buckets.ts';
import { type Dimension, dimensions, type ViewMetric } from '../metrics.ts';
import { type MeasureQuestion, serverMetrics } from '../store.ts';
import { ColumnMaker, readCodes, readWords, type WordColumn } from './column-codec.ts';
import { copyInto } from './copy.ts';
import type { Groups } from './measured-groups.ts';
import { dimensionColumn, metricColumn } from './view-columns.ts';
import type { Wanted } from './view-filters.ts';
import type { ViewGroup, ViewNumbers } from './view-rows.ts';

/** What screens filter by every dimension; the rest is asked of raw views. */
const columnMetrics: readonly ViewMetric[] = [...vitalNames, ...serverMetrics];

export function areInColumns(metrics: readonly ViewMetric[]): boolean {
  return metrics.every((metric) => columnMetrics.includes(metric));
}

const columns = [
  ...dimensions.map((dimension) => dimensionColumn[dimension]),
  ...columnMetrics.map((metric) => metricColumn[metric]),
];

/** The columns of an hour being made. */
export class HourColumns {
  readonly #words = dimensions.map(() => new ColumnMaker());
  readonly #rates = new ColumnMaker();
  readonly #codes: { at: number; column: ColumnMaker }[];
  #views = 0;

  /** @param placeOf Where a metric's code stands in a row; dimensions stand first, then the sample rate. */
  constructor(placeOf: (metric: ViewMetric) => number) {
    this.#codes = columnMetrics.map((metric) => ({ at: placeOf(metric), column: new ColumnMaker() }));
  }

  add(row: ViewNumbers): void {
    this.#views += 1;
    this.#words.forEach((column, at) => {
      column.push(row[at] ?? 0);
    });
    this.#rates.push(row[dimensions.length] || 1);
    for (const { at, column } of this.#codes) column.push(row[at] ?? 0);
  }

  /** In place of what was known of the hour. */
  async write(client: pg.PoolClient, site: number, at: Date): Promise<void> {
    await client.query('delete from hour_columns where site = $1 and bucket = $2', [site, at]);
    if (this.#views === 0) return;
    await copyInto(client, `hour_columns (bucket, site, views, sample_rate, ${columns.join(', ')})`, [
      [
        at,
        site,
        this.#views,
        this.#rates.toWords(1),
        ...this.#words.map((column) => column.toWords(0)),
        ...this.#codes.map(({ column }) => column.toCodes()),
      ],
    ]);
  }
}

/** Hours in memory at once. */
const atOnceMs = 24 * 3_600_000;

/** Adds the views of whole hours to the groups. */
export async function readColumns(
  client: pg.PoolClient,
  groups: Groups,
  question: MeasureQuestion,
  wanted: Wanted,
  site: number,
  { fromMs, toMs }: CoverPart,
): Promise<void> {
  const filters = Object.entries(wanted) as [Dimension, number[]][];
  const named = [
    ...filters.map(([dimension]) => dimensionColumn[dimension]),
    question.by ? dimensionColumn[question.by] : 'null',
    ...question.metrics.map((metric) => metricColumn[metric]),
  ];
  const text = `select bucket, views, sample_rate, ${named.join(', ')}
    from hour_columns
    where site = $1 and bucket >= $2 and bucket < $3`;
  for (let atMs = fromMs; atMs < toMs; atMs += atOnceMs) {
    const values = [site, new Date(atMs), new Date(Math.min(toMs, atMs + atOnceMs))];
    const found = await client.query<HourRow>({ text, values, rowMode: 'array' });
    for (const row of found.rows) addHour(groups, question, filters, row);
  }
}

type HourRow = [Date, number, ...(Buffer | null)[]];

function addHour(
  groups: Groups,
  { metrics }: MeasureQuestion,
  filters: [Dimension, number[]][],
  [bucket, views, rateColumn, ...cells]: HourRow,
): void {
  const chosen = chooseViews(views, filters, cells);
  if (chosen.length === 0) return;
  const rates = toColumn(rateColumn, 1, views);
  const by = toColumn(cells[filters.length], 0, views);
  const groupOfCode: (ViewGroup | undefined)[] = [];
  const groupOf = (view: number): ViewGroup => {
    const code = by.codes[view] ?? 0;
    const known = groupOfCode[code];
    if (known) return known;
    const group = groups.of(by.words[code] ?? 0, bucket.getTime());
    groupOfCode[code] = group;
    return group;
  };
  for (const view of chosen) groupOf(view).views += 1;
  metrics.forEach((metric, at) => {
    const packed = cells[filters.length + 1 + at];
    if (!packed) return;
    const codes = readCodes(packed);
    for (const view of chosen) {
      const code = codes[view] ?? 0;
      if (code === 0) continue;
      const rate = rates.words[rates.codes[view] ?? 0] ?? 1;
      groupOf(view)
        .histogramOf(metric)
        .addCode(code, 1 / rate);
    }
  });
}

/** Places of the views that have a wanted word in every filtered dimension. */
function chooseViews(views: number, filters: [Dimension, number[]][], cells: (Buffer | null)[]): Uint32Array {
  let chosen = Uint32Array.from({ length: views }, (_, view) => view);
  filters.forEach(([, ids], at) => {
    const { words, codes } = toColumn(cells[at], 0, views);
    const isWanted = Array.from(words, (word) => ids.includes(word));
    if (!isWanted.every(Boolean)) chosen = chosen.filter((view) => isWanted[codes[view] ?? 0]);
  });
  return chosen;
}

/** What no view told is not stored. */
function toColumn(packed: Buffer | null | undefined, missing: number, views: number): WordColumn {
  return packed ? readWords(packed) : { words: Float64Array.of(missing), codes: new Uint8Array(views) };
}
