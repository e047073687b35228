/** What the articles' endpoints take and give. */
import { z } from 'zod';

export const Slug = z
  .string()
  .regex(/^[a-z0-9-]{1,120}$/, 'must be a slug: lower-case letters, digits and hyphens');

export const ListQuery = z.object({
  /** `next` of the page before. */
  cursor: z.string().max(200).optional(),
  /** Articles on a page, 1–50. */
  limit: z.coerce.number().int().min(1).max(50).default(20),
  tag: Slug.optional(),
});
export type ListQuery = z.infer<typeof ListQuery>;

export const SearchQuery = z.object({
  /** Words looked for in title, summary and text. */
  q: z.string().trim().min(2).max(80),
});

export type Tag = { slug: string; name: string };

/** An article as lists show it. */
export type ArticleCard = {
  slug: string;
  title: string;
  summary: string;
  /** ISO 8601. */
  publishedAt: string;
  readingMinutes: number;
  author: { slug: string; name: string };
  tags: Tag[];
};

/** `body` holds paragraphs between blank lines; `## ` begins a heading, `> ` a quotation. */
export type Article = Omit<ArticleCard, 'author'> & {
  body: string;
  author: { slug: string; name: string; role: string };
};

export type ArticlePage = { articles: ArticleCard[]; next: string | null };
