/** The front page: one story large, six as cards, the rest as a list. */
import type { ArticleCard, Author } from '../cms.ts';
import { type Html, html } from '../html.ts';
import { type Locale, pathIn, words } from '../words.ts';
import type { Page } from './layout.ts';
import { byline, card, picture, tagList } from './parts.ts';

export function homePage(page: {
  locale: Locale;
  articles: ArticleCard[];
  next: string | null;
  authors: (Author & { articleCount: number })[];
}): Page {
  const [lead, ...others] = page.articles;
  const { locale } = page;
  const own = words[locale];

  return {
    title: own.home,
    description: `${own.motto}.`,
    current: 'home',
    locale,
    everywhere: '/',
    body: html`${lead && leadStory(lead, locale)}
<section class="cards" aria-label="New" data-shuffle>
${others.slice(0, 6).map((article) => card(article, 'h2', locale))}
</section>
<p class="actions"><button type="button" data-action="shuffle">Shuffle the shelf</button></p>
<div class="columns">
<section aria-labelledby="more"><h2 id="more" class="rule">${own.more}</h2>
${others.slice(6).map((article) => line(article, locale))}
${page.next !== null && html`<p><a class="older" href="${pathIn(locale, '/older')}?after=${page.next}">${own.older}</a></p>`}
</section>
<aside aria-labelledby="writers"><h2 id="writers" class="rule">${own.writers}</h2>
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
  locale: Locale;
  title: string;
  articles: ArticleCard[];
  next: string | null;
  /** Address of the next page without its cursor, ending in `?` or `&`. */
  nextAddress: string;
}): Page {
  return {
    title: page.title,
    locale: page.locale,
    description: `${page.title}: pieces from Slow Water.`,
    body: html`<h1 class="plain">${page.title}</h1>
<section class="cards">${page.articles.map((article) => card(article, 'h2', page.locale))}</section>
${page.next !== null && html`<p><a class="older" href="${page.nextAddress}after=${page.next}">${words[page.locale].older}</a></p>`}`,
  };
}

function leadStory(article: ArticleCard, locale: Locale): Html {
  const href = pathIn(locale, `/articles/${article.slug}`);
  return html`<article class="lead">
<a href="${href}" tabindex="-1" aria-hidden="true">${picture(article.slug, '')}</a>
<div>
<p class="kicker">${words[locale].longRead}</p>
<h1><a href="${href}">${article.title}</a></h1>
<p class="standfirst">${article.summary}</p>
${byline(article, locale)}
${tagList(article.tags, locale)}
</div>
</article>`;
}

function line(article: ArticleCard, locale: Locale): Html {
  const href = pathIn(locale, `/articles/${article.slug}`);
  return html`<article class="line"><h3><a href="${href}">${article.title}</a></h3>${byline(article, locale)}</article>`;
}
