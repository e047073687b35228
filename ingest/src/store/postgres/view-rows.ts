/** Raw views as numbers: what a rollup is made from and what a filter that no rollup serves is answered from. */
import type pg from 'pg';
import Cursor from 'pg-cursor';
import { Histogram } from '../histogram.ts';
import { type Dimension, thresholdsOf, type ViewMetric } from '../metrics.ts';
import { inBatches } from './sql.ts';
import { dimensionColumn, metricColumn } from './view-columns.ts';

/** One row: the words of the dimensions asked for, the sample rate, the metrics. */
export type ViewNumbers = (number | null)[];

export type Condition = { text: string; values: unknown[] };

/** Which views count: those of the site in the range, bots only where the site says so. */
export function countedViews(site: number, fromMs: number, toMs: number): Condition {
  return {
    text: `views.site = $1 and views.started_at >= $2 and views.started_at < $3
      and (not views.is_bot or (select counts_bots from sites where number = $1))`,
    values: [site, new Date(fromMs), new Date(toMs)],
  };
}

/**
 * @param isDated Adds the start of each view as a last number, Unix ms.
 * @returns Arrays, not objects: a busy hour is ten thousand rows of thirty numbers.
 */
export async function readViewNumbers(
  client: Pick<pg.Pool, 'query'>,
  by: readonly Dimension[],
  metrics: readonly ViewMetric[],
  condition: Condition,
  isDated = false,
): Promise<ViewNumbers[]> {
  const { text, values } = selectNumbers(by, metrics, condition, isDated);
  const result = await client.query<ViewNumbers>({ text, values, rowMode: 'array', types });
  return result.rows;
}

/** The same in batches, for more views than should be in memory at once. */
export function readViewNumbersInBatches(
  client: pg.PoolClient,
  by: readonly Dimension[],
  metrics: readonly ViewMetric[],
  condition: Condition,
): AsyncGenerator<ViewNumbers[]> {
  const { text, values } = selectNumbers(by, metrics, condition, false);
  return inBatches(client, new Cursor<ViewNumbers>(text, values, { rowMode: 'array', types }), 5_000);
}

function selectNumbers(
  by: readonly Dimension[],
  metrics: readonly ViewMetric[],
  { text, values }: Condition,
  isDated: boolean,
): Condition {
  const columns = [
    ...by.map((dimension) => `coalesce(views.${dimensionColumn[dimension]}, 0)`),
    'views.sample_rate',
    ...metrics.map((metric) => `views.${metricColumn[metric]}`),
    ...(isDated ? ['(extract(epoch from views.started_at) * 1000)::float8'] : []),
  ];
  return { text: `select ${columns.join(', ')} from views where ${text}`, values };
}

/** Numbers as numbers: `real` comes as text of few digits. */
const types = { getTypeParser: () => (text: string) => Number(text) } as unknown as pg.CustomTypesConfig;

export type MetricHistograms = Partial<Record<ViewMetric, Histogram>>;

export type PlacedMetric = { metric: ViewMetric; at: number };

/** The distributions of a group of views. */
export class ViewGroup {
  views = 0;
  readonly histograms: MetricHistograms = {};

  /** @param metrics With the place of each in the row. */
  add(metrics: readonly PlacedMetric[], row: ViewNumbers, weight: number): void {
    this.views += 1;
    for (const { metric, at } of metrics) {
      const value = row[at];
      if (value === null || value === undefined) continue;
      this.histogramOf(metric).add(value, weight, thresholdsOf(metric));
    }
  }

  /** @param metrics With the place of each in the row, where the code of its value stands. */
  addCodes(metrics: readonly PlacedMetric[], row: ViewNumbers, weight: number): void {
    this.views += 1;
    for (const { metric, at } of metrics) {
      const code = row[at];
      if (code) this.histogramOf(metric).addCode(code, weight);
    }
  }

  histogramOf(metric: ViewMetric): Histogram {
    const known = this.histograms[metric];
    if (known) return known;
    const histogram = new Histogram();
    this.histograms[metric] = histogram;
    return histogram;
  }
}
