/** Writes the demo magazine: authors, tags and a few hundred articles, always the same ones. Knows no database. */
import { authors, names, places, rivers, tags } from './people.ts';
import * as en from './phrases.ts';
import * as de from './phrases-de.ts';
import * as fr from './phrases-fr.ts';
import { createRandom, type Random } from './random.ts';

export type Language = 'en' | 'de' | 'fr';
/** Sentences of the same number in each language: the same choices write the same article. */
const books = { en: { ...en, rivers }, de, fr };

export type SeedArticle = {
  slug: string;
  title: string;
  summary: string;
  body: string;
  authorSlug: string;
  tagSlugs: string[];
  /** Days before the seeding, with fractions. */
  ageDays: number;
  readingMinutes: number;
};

export const articleCount = 264;
/** A magazine with two or three new pieces a week. */
const daysBetween = 2.6;
const wordsPerMinute = 200;

/** @returns The same articles in the same order in each language; slugs are English. */
export function writeArticles(language: Language = 'en'): SeedArticle[] {
  const random = createRandom(1_848);
  const pairs = random.some(
    places.flatMap((place) =>
      en.titles.map((english, at) => ({ place, english, title: books[language].titles[at] ?? '' })),
    ),
    articleCount,
  );

  return pairs.map((pair, index) => writeArticle(random, books[language], pair, index));
}

type Book = (typeof books)[Language];

function writeArticle(
  random: Random,
  book: Book,
  { place, english, title: pattern }: { place: string; english: string; title: string },
  index: number,
): SeedArticle {
  const own = { place, river: random.pick(book.rivers), person: random.pick(names) };
  const title = fill(pattern, own);
  const body = writeBody(random, book, own);

  return {
    slug: toSlug(fill(english, own)),
    title,
    summary: fill(random.pick(book.summaries), own),
    body,
    // The first authors write more than the last: somebody has to be the busy one.
    authorSlug:
      authors[Math.min(random.below(authors.length), random.below(authors.length))]?.slug ?? authors[0].slug,
    tagSlugs: random.some(tags, 1 + random.below(3)).map((tag) => tag.slug),
    ageDays: 0.2 + index * daysBetween + random.below(100) / 100,
    readingMinutes: Math.max(2, Math.round(body.split(/\s+/).length / wordsPerMinute)),
  };
}

function writeBody(random: Random, book: Book, own: Own): string {
  const { observations, work, history, people, headings, openings, closings } = book;
  const sights = random.some(observations, 11);
  const tasks = random.some(work, 8);
  const pasts = random.some(history, 5);
  const voices = random.some(people, 4);
  const [first, second] = random.some(headings, 2);

  const paragraphs = [
    [random.pick(openings), sights[0], sights[1], tasks[0]],
    [sights[2], tasks[1], voices[0], sights[3]],
    [`## ${first}`],
    [pasts[0], pasts[1], sights[4], tasks[2]],
    [`> ${voices[1]}`],
    [tasks[3], sights[5], pasts[2], tasks[4], sights[6]],
    [`## ${second}`],
    [tasks[5], sights[7], pasts[3], voices[2]],
    [sights[8], tasks[6], sights[9], pasts[4], tasks[7]],
    [voices[3], sights[10], random.pick(closings)],
  ];
  return paragraphs.map((sentences) => fill(sentences.join(' '), own)).join('\n\n');
}

type Own = { place: string; river: string; person: string };

function fill(pattern: string, own: Own): string {
  const filled = pattern.replace(/\{(place|river|person)\}/g, (_, name: keyof Own) => own[name]);
  // `the Orrin`, `la Harrow` begin some sentences and quotations.
  return filled.replace(
    /(^|[.?!”] |^> |“)(the |l’|la )/g,
    (_, before: string, article: string) =>
      `${before}${article.slice(0, 1).toUpperCase()}${article.slice(1)}`,
  );
}

function toSlug(title: string): string {
  return title
    .toLowerCase()
    .replace(/[’']/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}
