/**
 * Texts of few values, kept once and told by number. A kind of word may gain only so many new ones per site and day,
 * so that a sender of random names costs no more than that; the rest becomes `(other)`.
 */
import type pg from 'pg';
import { otherValue } from '../metrics.ts';
import { type Db, rows, sql } from './sql.ts';

export type WordKind =
  | 'route'
  | 'navigation type'
  | 'device'
  | 'country'
  | 'browser'
  | 'browser version'
  | 'os'
  | 'connection'
  | 'release'
  | 'environment'
  | 'origin'
  | 'element'
  | 'script'
  | 'service'
  | 'endpoint'
  | 'query'
  | 'measure'
  | 'mark'
  | 'request'
  | 'resource'
  | 'third party'
  | 'timer';

/** New words of one kind that a site may bring per day. Routes have a cap of their own: 2,000 in use per day. */
export const newWordsPerDay = 2_000;
/** Remembered words; beyond that the memory begins anew. */
const mostRemembered = 200_000;

export type Words = {
  /** Learns what is new among them in one go; then `idOf` knows all. */
  learn(wanted: Iterable<readonly [site: number, kind: WordKind, word: string]>): Promise<void>;
  /** The number of a word that `learn` was asked for; that of `(other)` when there was no room. */
  idOf(site: number, kind: WordKind, word: string): number;
  /** The words of these numbers; 0 and unknown ones are left out. */
  read(ids: Iterable<number>): Promise<Map<number, string>>;
  /** The numbers of words of one kind, as far as the site has them. */
  find(site: number, kind: WordKind, words: string[]): Promise<number[]>;
};

export function createWords(pool: pg.Pool): Words {
  const known = new WordIds();
  const wordById = new Map<number, string>();
  /** What had no room; forgotten with the next call, for tomorrow there is room again. */
  const overflow = new WordIds();

  const learnKind = async (site: number, kind: WordKind, words: string[]): Promise<void> => {
    for (const { id, word } of await addWords(pool, site, kind, [...words, otherValue])) {
      known.set(site, kind, word, id);
    }
    // No room for the rest, today.
    const other = known.get(site, kind, otherValue) ?? 0;
    for (const word of words) {
      if (known.get(site, kind, word) === undefined) overflow.set(site, kind, word, other);
    }
  };

  return {
    learn: async (wanted) => {
      if (known.size > mostRemembered) known.clear();
      overflow.clear();
      const missing = new Map<string, { site: number; kind: WordKind; words: Set<string> }>();
      for (const [site, kind, word] of wanted) {
        if (known.get(site, kind, word) !== undefined) continue;
        const group = missing.get(`${site} ${kind}`) ?? { site, kind, words: new Set() };
        group.words.add(word);
        missing.set(`${site} ${kind}`, group);
      }
      for (const { site, kind, words } of missing.values()) await learnKind(site, kind, [...words]);
    },
    idOf: (site, kind, word) => known.get(site, kind, word) ?? overflow.get(site, kind, word) ?? 0,
    read: async (ids) => {
      const wanted = [...new Set(ids)];
      const missing = wanted.filter((id) => id !== 0 && !wordById.has(id));
      if (missing.length > 0) {
        if (wordById.size > mostRemembered) wordById.clear();
        const found = await rows<{ id: number; word: string }>(
          pool,
          sql`select id, word from words where id = any(${missing}::int[])`,
        );
        for (const { id, word } of found) wordById.set(id, word);
      }
      return new Map(
        wanted.flatMap((id) => {
          const word = wordById.get(id);
          return word === undefined ? [] : [[id, word] as const];
        }),
      );
    },
    find: async (site, kind, words) => {
      const found = await rows<{ id: number }>(
        pool,
        sql`select id from words where site = ${site} and kind = ${kind} and word = any(${words}::text[])`,
      );
      return found.map(({ id }) => id);
    },
  };
}

/** A map for each site and kind: to put a key together for each word of each view costs more than two look-ups. */
class WordIds {
  readonly #sites = new Map<number, Map<WordKind, Map<string, number>>>();
  size = 0;

  get(site: number, kind: WordKind, word: string): number | undefined {
    return this.#sites.get(site)?.get(kind)?.get(word);
  }

  set(site: number, kind: WordKind, word: string, id: number): void {
    const kinds = this.#sites.get(site) ?? new Map<WordKind, Map<string, number>>();
    this.#sites.set(site, kinds);
    const words = kinds.get(kind) ?? new Map<string, number>();
    kinds.set(kind, words);
    this.size += Number(!words.has(word));
    words.set(word, id);
  }

  clear(): void {
    this.#sites.clear();
    this.size = 0;
  }
}

async function addWords(
  db: Db,
  site: number,
  kind: WordKind,
  words: string[],
): Promise<{ id: number; word: string }[]> {
  // Sorted: two processes that bring the same words lock them in the same order.
  const sorted = [...words].sort();
  await rows(
    db,
    sql`
    insert into words (site, kind, word)
    select ${site}, ${kind}, word
    from unnest(${sorted}::text[]) as word
    where not exists (
      select from words known where known.site = ${site} and known.kind = ${kind} and known.word = word.word
    )
    order by word <> ${otherValue}, word
    limit greatest(0, ${newWordsPerDay}::int - (
      select count(*)::int
      from words today
      where today.site = ${site} and today.kind = ${kind} and today.first_day = current_date
    ))
    on conflict do nothing`,
  );
  return await rows<{ id: number; word: string }>(
    db,
    sql`
    select id, word
    from words
    where site = ${site} and kind = ${kind} and word = any(${sorted}::text[])`,
  );
}
