/** Distributions of views: from rollups where a slice knows the filters, else from the views themselves. */
import type { Dimension } from '../metrics.ts';
import type { Measured, MeasureQuestion } from '../store.ts';
import type { Database } from './database.ts';
import { addRollups } from './measure-rollups.ts';
import { addViews } from './measure-views.ts';
import { Groups } from './measured-groups.ts';
import { metricsOf, type Slice, slices } from './slices.ts';
import { readOnly } from './sql.ts';
import { findWords } from './view-filters.ts';

export async function measure(db: Database, site: string, question: MeasureQuestion): Promise<Measured> {
  const number = await db.sites.one(site);
  const wanted = await findWords(db, number, question.filters ?? {});
  const slice = sliceFor(question);
  const groups = new Groups(question);
  const { values, range } = await readOnly(db.pool, async (client) =>
    slice
      ? await addRollups(db, client, groups, number, question, wanted, slice)
      : await addViews(db, client, groups, number, question, wanted),
  );
  return {
    groups: groups.toList(await db.words.read(groups.ids())),
    values,
    source: slice ? 'rollups' : 'views',
    range,
  };
}

/** The narrowest slice that tells apart everything the question names. */
function sliceFor({ filters = {}, by, metrics }: MeasureQuestion): Slice | undefined {
  const named = new Set([...(Object.keys(filters) as Dimension[]), ...(by ? [by] : [])]);
  return slices.find(
    (slice: Slice) =>
      slice.by.length === named.size &&
      slice.by.every((dimension) => named.has(dimension)) &&
      metrics.every((metric) => metricsOf(slice).includes(metric)),
  );
}
