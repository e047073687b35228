/** Sites have a name for people and a number in every row. */
import { type Db, rows, sql } from './sql.ts';

export type SiteNumbers = {
  /** @returns The numbers of those sites that exist. */
  of(sites: Iterable<string>): Promise<Map<string, number>>;
  /** 0, which no site has, when there is no such site: then nothing is found. */
  one(site: string): Promise<number>;
};

/** A name may be given anew once a deleted site is erased, which takes ten minutes at least. */
const rememberMs = 60_000;

export function createSiteNumbers(db: Db): SiteNumbers {
  const known = new Map<string, number>();
  let knownSince = performance.now();

  const of = async (sites: Iterable<string>): Promise<Map<string, number>> => {
    const wanted = new Set(sites);
    if (performance.now() - knownSince > rememberMs) {
      known.clear();
      knownSince = performance.now();
    }
    const missing = [...wanted].filter((site) => !known.has(site));
    if (missing.length > 0) {
      const found = await rows<{ id: string; number: number }>(
        db,
        sql`select id, number from sites where id = any(${missing}::text[])`,
      );
      for (const { id, number } of found) known.set(id, number);
    }
    return new Map([...known].filter(([site]) => wanted.has(site)));
  };

  return { of, one: async (site) => (await of([site])).get(site) ?? 0 };
}
