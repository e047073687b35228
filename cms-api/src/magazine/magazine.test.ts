import { describe, expect, it } from 'vitest';
import { writeArticles } from './magazine.ts';
import { authors, tags } from './people.ts';

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

  it('reads like prose', () => {
    for (const { title, summary, body } of writeArticles()) {
      for (const text of [title, summary, body]) {
        expect(text).not.toMatch(/\{|\}|undefined| {2}/);
      }
      // Every sentence begins with a capital letter.
      expect(body).not.toMatch(/(?:^|[.?!] )[a-z]/m);
    }
  });
});
