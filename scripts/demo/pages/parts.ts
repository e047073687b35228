/** The pieces that several pages are made of. */

import { landscape } from '@throughline/cms-api/art/landscape';
import { hash } from '@throughline/cms-api/art/noise';
import type { ArticleCard, Tag } from '../cms.ts';
import { type Html, html } from '../html.ts';
import { type Locale, pathIn } from '../words.ts';

export function card(article: ArticleCard, level: 'h2' | 'h3' = 'h3', locale: Locale = 'en'): Html {
  const href = pathIn(locale, `/articles/${article.slug}`);
  const title = html`<a href="${href}">${article.title}</a>`;

  return html`<article class="card">
<a class="cover" href="${href}" tabindex="-1" aria-hidden="true">${cover(article)}</a>
<div>
${level === 'h2' ? html`<h2>${title}</h2>` : html`<h3>${title}</h3>`}
<p>${article.summary}</p>
${byline(article, locale)}
</div>
</article>`;
}

/** In the sizes that cms-api made; a drawing stands in until there are some. */
function cover({ slug, cover: picture }: ArticleCard): Html {
  if (!picture) {
    return html`<img src="/art/covers/${slug}.svg" width="640" height="400" alt="" loading="lazy">`;
  }
  const { src, srcset, width, height, credit } = picture;
  return html`<img src="${src}?w=640" srcset="${srcset}" sizes="(min-width: 60rem) 20rem, (min-width: 40rem) 45vw, 92vw" width="${width}" height="${height}" alt="" title="${credit}" loading="lazy">`;
}

export function byline(article: ArticleCard, locale: Locale = 'en'): Html {
  return html`<p class="byline"><a href="/authors/${article.author.slug}">${article.author.name}</a> · ${date(article.publishedAt, locale)} · ${article.readingMinutes} min</p>`;
}

export function tagList(tags: readonly Tag[], locale: Locale = 'en'): Html {
  return html`<ul class="tags">${tags.map((tag) => html`<li><a href="${pathIn(locale, `/tags/${tag.slug}`)}">${tag.name}</a></li>`)}</ul>`;
}

/** The large picture: always the same one for the same text. */
export function picture(
  of: string,
  alt: string,
  address = `/art/landscapes/${hash(of) % landscape.timesOfDay}.png`,
): Html {
  return html`<img class="picture" src="${address}" width="${landscape.width}" height="${landscape.height}" alt="${alt}" fetchpriority="high">`;
}

const dateOptions = { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' } as const;
const days = {
  en: new Intl.DateTimeFormat('en-GB', dateOptions),
  de: new Intl.DateTimeFormat('de', dateOptions),
  fr: new Intl.DateTimeFormat('fr', dateOptions),
};

function date(iso: string, locale: Locale): Html {
  return html`<time datetime="${iso}">${days[locale].format(new Date(iso))}</time>`;
}

const whole = new Intl.NumberFormat('en-GB');

export function count(value: number, one: string, many: string): string {
  return `${whole.format(value)} ${value === 1 ? one : many}`;
}
