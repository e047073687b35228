/** One article. What its readers read besides is asked for by the browser itself, straight from cms-api. */
import type { Article } from '../cms.ts';
import { type Html, html } from '../html.ts';
import type { Page } from './layout.ts';
import { byline, picture, tagList } from './parts.ts';

export function articlePage(article: Article): Page {
  return {
    title: article.title,
    description: article.summary,
    body: html`<article class="story" data-slug="${article.slug}">
<header class="narrow">
${tagList(article.tags)}
<h1>${article.title}</h1>
<p class="standfirst">${article.summary}</p>
${byline(article)}
</header>
${picture(article.slug, 'A river between hills')}
<p class="actions narrow">
<button type="button" data-action="larger" aria-pressed="false">Larger text</button>
<button type="button" data-action="save" aria-pressed="false">Save for later</button>
<button type="button" data-action="words" aria-expanded="false">Weigh the words</button>
</p>
<p class="words narrow" data-words hidden></p>
<div class="text">${article.body.split('\n\n').map(paragraph)}</div>
<p class="signature narrow">${article.author.name} · ${article.author.role}</p>
</article>
<section class="related" aria-labelledby="related"><h2 id="related" class="rule">Readers of this also read</h2>
<div class="cards" data-related aria-live="polite"><p class="waiting">Asking the readers …</p></div>
</section>`,
  };
}

function paragraph(text: string): Html {
  if (text.startsWith('## ')) return html`<h2>${text.slice(3)}</h2>`;
  if (text.startsWith('> ')) return html`<blockquote><p>${text.slice(2)}</p></blockquote>`;
  return html`<p>${text}</p>`;
}
