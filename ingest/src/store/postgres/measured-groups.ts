/** The groups of an answer, by value and bucket as far as the question tells them apart. */
import { bucketSpan, type Step } from '../buckets.ts';
import { noValue } from '../metrics.ts';
import type { MeasuredGroup, MeasureQuestion } from '../store.ts';
import { ViewGroup } from './view-rows.ts';

type KnownGroup = { id: number; atMs: number; group: ViewGroup };

export class Groups {
  readonly #byKey = new Map<string, KnownGroup>();
  readonly #question: MeasureQuestion;

  constructor(question: MeasureQuestion) {
    this.#question = question;
  }

  of(id: number, atMs: number): ViewGroup {
    const { by, step } = this.#question;
    const value = by ? id : 0;
    const bucket = step ? startOf(step, atMs) : 0;
    const key = `${value} ${bucket}`;
    const known = this.#byKey.get(key);
    if (known) return known.group;
    const group = new ViewGroup();
    this.#byKey.set(key, { id: value, atMs: bucket, group });
    return group;
  }

  ids(): number[] {
    return [...new Set([...this.#byKey.values()].map(({ id }) => id))];
  }

  /** Forgets all but the page that is asked for. @returns How many values there are in all. */
  keepPage(): number {
    const views = new Map<number, number>();
    for (const { id, group } of this.#byKey.values()) views.set(id, (views.get(id) ?? 0) + group.views);
    const { page } = this.#question;
    if (!page) return views.size;
    const kept = new Set(mostViewed(views).slice(page.offset, page.offset + page.limit));
    for (const [key, { id }] of this.#byKey) if (!kept.has(id)) this.#byKey.delete(key);
    return views.size;
  }

  toList(words: Map<number, string>): MeasuredGroup[] {
    const { by, step } = this.#question;
    return [...this.#byKey.values()]
      .sort((a, b) => a.atMs - b.atMs || b.group.views - a.group.views || a.id - b.id)
      .map(({ id, atMs, group }) => ({
        ...(by && { value: words.get(id) ?? noValue }),
        ...(step && { atMs }),
        views: group.views,
        histograms: group.histograms,
      }));
  }
}

/** Numbers of values, most views first. */
export function mostViewed(views: Map<number, number>): number[] {
  return [...views].sort(([a, count], [b, other]) => other - count || a - b).map(([id]) => id);
}

function startOf(step: Step | 'month', atMs: number): number {
  if (step !== 'month') return bucketSpan(step, atMs).fromMs;
  const date = new Date(atMs);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
}
