/** A search by words in one language; what was found is marked in the text. */
import type { Found, Piece } from '../cms.ts';
import { type Html, html } from '../html.ts';
import { type Locale, pathIn, words } from '../words.ts';
import type { Page } from './layout.ts';

export function searchPage(page: { locale: Locale; asked: string; found: Found[] | undefined }): Page {
  const { locale, asked, found } = page;
  const own = words[locale];
  const path = pathIn(locale, '/search');

  return {
    title: asked === '' ? own.search : `${own.search}: ${asked}`,
    description: own.lookFor,
    current: 'search',
    locale,
    everywhere: '/search',
    body: html`<h1 class="plain">${own.search}</h1>
<form class="search" action="${path}" role="search">
<label for="q">${own.lookFor}</label>
<div><input id="q" name="q" type="search" value="${asked}" maxlength="80" required><button>${own.search}</button></div>
</form>
${found && html`<section aria-labelledby="found"><h2 id="found" class="rule">${own.found(found.length, asked)}</h2>${found.map((one) => hit(one, locale))}</section>`}`,
  };
}

function hit({ slug, title, text }: Found, locale: Locale): Html {
  return html`<article class="line"><h3><a href="${pathIn(locale, `/articles/${slug}`)}">${marked(title)}</a></h3><p>${marked(text)}</p></article>`;
}

function marked(pieces: readonly Piece[]): Html {
  return html`${pieces.map(({ text, isHit }) => (isHit ? html`<mark>${text}</mark>` : text))}`;
}
