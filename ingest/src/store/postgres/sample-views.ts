/** Raw numbers of single views, and what stands behind their vitals. */
import { Histogram } from '../histogram.ts';
import { type Filters, noValue, thresholdsOf, type ViewMetric } from '../metrics.ts';
import type { Attribution, Band, TimeRange, ViewSample } from '../store.ts';
import type { Database } from './database.ts';
import { readOnly } from './sql.ts';
import { metricColumn } from './view-columns.ts';
import { findWords, rawCondition } from './view-filters.ts';
import { readViewNumbers, type ViewNumbers } from './view-rows.ts';

/** Raw views that are still kept. */
export function keptRange(db: Database, range: TimeRange): TimeRange {
  return { ...range, fromMs: Math.max(range.fromMs, db.storedSpan().fromMs) };
}

export async function sampleViews(
  db: Database,
  site: string,
  question: {
    range: TimeRange;
    metrics: readonly ViewMetric[];
    filters?: Filters;
    band?: Band;
    share?: number;
    limit: number;
  },
): Promise<ViewSample[]> {
  const { metrics, band, share = 1, limit } = question;
  const number = await db.sites.one(site);
  const wanted = await findWords(db, number, question.filters ?? {});
  const spans = spread(keptRange(db, question.range), share);
  const found = await readOnly(db.pool, async (client) => {
    const all: ViewNumbers[] = [];
    for (const span of spans) {
      const condition = rawCondition(number, span, wanted);
      if (band) condition.text += ` and ${bandCondition(band, condition.values)}`;
      condition.values.push(Math.ceil(limit / spans.length));
      condition.text += ` order by views.started_at desc limit $${condition.values.length}`;
      all.push(...(await readViewNumbers(client, [], metrics, condition)));
    }
    return all;
  });
  return found.map(([rate, ...values]) => ({ weight: 1 / (rate || 1), values }));
}

/** Enough to see days and nights alike. One statement each: the index is entered at every window anew. */
const windows = 24;

function spread({ fromMs, toMs }: TimeRange, share: number): TimeRange[] {
  if (share >= 1 || toMs <= fromMs) return [{ fromMs, toMs }];
  const widthMs = (toMs - fromMs) / windows;
  return Array.from({ length: windows }, (_, at) => {
    const startMs = fromMs + at * widthMs;
    return { fromMs: startMs, toMs: startMs + widthMs * share };
  });
}

export function bandCondition({ metric, low, high }: Band, values: unknown[]): string {
  values.push(low, high);
  return `views.${metricColumn[metric]} between $${values.length - 1} and $${values.length}`;
}

const attributed = {
  lcpTarget: { column: 'lcp_target', metric: 'lcp' },
  inpTarget: { column: 'inp_target', metric: 'inp' },
  inpScript: { column: 'inp_script', metric: 'inp' },
  clsTarget: { column: 'cls_target', metric: 'cls' },
} as const;

export async function readAttributed(
  db: Database,
  site: string,
  question: { range: TimeRange; what: Attribution; filters?: Filters; limit: number },
): Promise<{ name: string; views: number; histogram: Histogram }[]> {
  const { column, metric } = attributed[question.what];
  const number = await db.sites.one(site);
  const wanted = await findWords(db, number, question.filters ?? {});
  const { text, values } = rawCondition(number, keptRange(db, question.range), wanted);
  const found = await readOnly(db.pool, (client) =>
    client.query<[number, number | null, number]>({
      text: `select views.${column}, views.sample_rate, views.${metric} from views
        where ${text} and views.${column} is not null and views.${metric} is not null`,
      values,
      rowMode: 'array',
    }),
  );
  const byWord = new Map<number, Histogram>();
  for (const [word, rate, value] of found.rows) {
    const histogram = byWord.get(word) ?? new Histogram();
    byWord.set(word, histogram);
    histogram.add(value, 1 / (rate ?? 1), thresholdsOf(metric));
  }
  const most = [...byWord].sort(([, a], [, b]) => b.n - a.n).slice(0, question.limit);
  const words = await db.words.read(most.map(([word]) => word));
  return most.map(([word, histogram]) => ({
    name: words.get(word) ?? noValue,
    views: histogram.n,
    histogram,
  }));
}
