/** The pieces that several pages are made of. */

import { landscape } from '../art/landscape.ts';
import { hash } from '../art/noise.ts';
import type { ArticleCard, Tag } from '../cms.ts';
import { type Html, html } from '../html.ts';

export function card(article: ArticleCard, level: 'h2' | 'h3' = 'h3'): Html {
  const title = html`<a href="/articles/${article.slug}">${article.title}</a>`;

  return html`<article class="card">
<a class="cover" href="/articles/${article.slug}" tabindex="-1" aria-hidden="true"><img src="/art/covers/${article.slug}.svg" width="640" height="400" alt="" loading="lazy"></a>
<div>
${level === 'h2' ? html`<h2>${title}</h2>` : html`<h3>${title}</h3>`}
<p>${article.summary}</p>
${byline(article)}
</div>
</article>`;
}

export function byline(article: ArticleCard): Html {
  return html`<p class="byline"><a href="/authors/${article.author.slug}">${article.author.name}</a> · ${date(article.publishedAt)} · ${article.readingMinutes} min</p>`;
}

export function tagList(tags: readonly Tag[]): Html {
  return html`<ul class="tags">${tags.map((tag) => html`<li><a href="/tags/${tag.slug}">${tag.name}</a></li>`)}</ul>`;
}

/** The large picture: always the same one for the same text. */
export function picture(of: string, alt: string): Html {
  return html`<img class="picture" src="/art/landscapes/${hash(of) % landscape.scenes}.png" width="${landscape.width}" height="${landscape.height}" alt="${alt}" fetchpriority="high">`;
}

const day = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  timeZone: 'UTC',
});

function date(iso: string): Html {
  return html`<time datetime="${iso}">${day.format(new Date(iso))}</time>`;
}

const whole = new Intl.NumberFormat('en-GB');

export function count(value: number, one: string, many: string): string {
  return `${whole.format(value)} ${value === 1 ? one : many}`;
}
