/** One article. What its readers read besides is asked for by the browser itself, straight from cms-api. */
import type { Article, Block } from '../cms.ts';
import { bigPicture, type Plant } from '../faults.ts';
import { type Html, html } from '../html.ts';
import type { Locale } from '../words.ts';
import type { Page } from './layout.ts';
import { byline, picture, tagList } from './parts.ts';

export function articlePage(article: Article, locale: Locale, planted?: Plant): Page {
  return {
    title: article.title,
    description: article.summary,
    locale,
    everywhere: `/articles/${article.slug}`,
    planted,
    body: html`<article class="story" data-slug="${article.slug}">
<header class="narrow">
${tagList(article.tags, locale)}
<h1>${article.title}</h1>
<p class="standfirst">${article.summary}</p>
${byline(article, locale)}
</header>
${picture(article.slug, 'A river between hills', planted === 'big-picture' ? bigPicture() : undefined)}
<p class="actions narrow">
<button type="button" data-action="larger" aria-pressed="false">Larger text</button>
<button type="button" data-action="save" aria-pressed="false">Save for later</button>
<button type="button" data-action="words" aria-expanded="false">Weigh the words</button>
</p>
<p class="words narrow" data-words hidden></p>
<div class="text">${article.body.map(block)}</div>
<p class="signature narrow">${article.author.name} · ${article.author.role}</p>
</article>
<section class="related" aria-labelledby="related"><h2 id="related" class="rule">Readers of this also read</h2>
<div class="cards" data-related aria-live="polite"><p class="waiting">Asking the readers …</p></div>
</section>`,
  };
}

function block({ type, spans }: Block): Html {
  const text = spans.map((span) => span.text).join('');
  if (type === 'heading') return html`<h2>${text}</h2>`;
  if (type === 'quote') return html`<blockquote><p>${text}</p></blockquote>`;
  return html`<p>${text}</p>`;
}
