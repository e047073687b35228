import { describe, expect, it } from 'vitest';
import { writeArticles } from './magazine.ts';
import { authors, tags } from './people.ts';
import * as english from './phrases.ts';
import * as german from './phrases-de.ts';
import * as french from './phrases-fr.ts';

describe('the demo magazine', () => {
  it('is the same each time it is written', () => {
    expect(writeArticles()).toEqual(writeArticles());
  });

  it('has its own address for each article, and known authors and tags', () => {
    const articles = writeArticles();

    expect(articles.length).toBeGreaterThanOrEqual(200);
    expect(new Set(articles.map(({ slug }) => slug)).size).toBe(articles.length);
    const [writers, names] = [
      new Set(authors.map(({ slug }) => slug)),
      new Set(tags.map(({ slug }) => slug)),
    ];
    expect(
      articles.every(({ authorSlug }) => writers.has(authorSlug as (typeof authors)[number]['slug'])),
    ).toBe(true);
    expect(
      articles.every(({ tagSlugs }) =>
        tagSlugs.every((slug) => names.has(slug as (typeof tags)[number]['slug'])),
      ),
    ).toBe(true);
  });

  it('is the same magazine in three languages', () => {
    const [en, de, fr] = [writeArticles('en'), writeArticles('de'), writeArticles('fr')];
    const plan = (all: typeof en) =>
      all.map(({ slug, authorSlug, tagSlugs, ageDays, body }) => [
        slug,
        authorSlug,
        tagSlugs,
        ageDays,
        body.split('\n').length,
      ]);

    expect([plan(de), plan(fr)]).toEqual([plan(en), plan(en)]);
    expect(de.filter(({ title }, index) => title === en[index]?.title)).toEqual([]);
    for (const [name, sentences] of Object.entries(english)) {
      const [inGerman, inFrench] = [Object.entries(german), Object.entries(french)].map(
        (book) => book.find(([other]) => other === name)?.[1],
      );
      expect([name, inGerman?.length, inFrench?.length]).toEqual([name, sentences.length, sentences.length]);
    }
  });

  it.each(['en', 'de', 'fr'] as const)('reads like prose in %s', (language) => {
    for (const { title, summary, body } of writeArticles(language)) {
      for (const text of [title, summary, body]) {
        expect(text).not.toMatch(/\{|\}|undefined| {2}/);
      }
      // Every sentence begins with a capital letter.
      expect(body).not.toMatch(/(?:^|[.?!] )[a-z]/m);
    }
  });
});
