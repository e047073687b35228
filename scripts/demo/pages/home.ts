/** The front page: one story large, six as cards, the rest as a list. */
import type { ArticleCard, Author } from '../cms.ts';
import { type Html, html } from '../html.ts';
import type { Page } from './layout.ts';
import { byline, card, picture, tagList } from './parts.ts';

export function homePage(page: {
  articles: ArticleCard[];
  next: string | null;
  authors: (Author & { articleCount: number })[];
}): Page {
  const [lead, ...others] = page.articles;

  return {
    title: 'This week',
    description: 'A small magazine about rivers, ferries and the people beside them.',
    current: 'home',
    body: html`${lead && leadStory(lead)}
<section class="cards" aria-label="New" data-shuffle>
${others.slice(0, 6).map((article) => card(article, 'h2'))}
</section>
<p class="actions"><button type="button" data-action="shuffle">Shuffle the shelf</button></p>
<div class="columns">
<section aria-labelledby="more"><h2 id="more" class="rule">More from the river</h2>
${others.slice(6).map((article) => line(article))}
${page.next !== null && html`<p><a class="older" href="/older?after=${page.next}">Older pieces</a></p>`}
</section>
<aside aria-labelledby="writers"><h2 id="writers" class="rule">Writers</h2>
<ul class="writers">${page.authors.map(
      (author) =>
        html`<li><a href="/authors/${author.slug}">${author.name}</a> <span>${author.role}, ${author.articleCount}</span></li>`,
    )}</ul>
</aside>
</div>`,
  };
}

/** A list of articles under a heading: further pages and tags. */
export function listPage(page: {
  title: string;
  articles: ArticleCard[];
  next: string | null;
  /** Address of the next page without its cursor, ending in `?` or `&`. */
  nextAddress: string;
}): Page {
  return {
    title: page.title,
    description: `${page.title}: pieces from Slow Water.`,
    body: html`<h1 class="plain">${page.title}</h1>
<section class="cards">${page.articles.map((article) => card(article, 'h2'))}</section>
${page.next !== null && html`<p><a class="older" href="${page.nextAddress}after=${page.next}">Older pieces</a></p>`}`,
  };
}

function leadStory(article: ArticleCard): Html {
  return html`<article class="lead">
<a href="/articles/${article.slug}" tabindex="-1" aria-hidden="true">${picture(article.slug, '')}</a>
<div>
<p class="kicker">The long read</p>
<h1><a href="/articles/${article.slug}">${article.title}</a></h1>
<p class="standfirst">${article.summary}</p>
${byline(article)}
${tagList(article.tags)}
</div>
</article>`;
}

function line(article: ArticleCard): Html {
  return html`<article class="line"><h3><a href="/articles/${article.slug}">${article.title}</a></h3>${byline(article)}</article>`;
}
