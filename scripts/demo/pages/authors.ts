/** The writers, and one writer with everything they wrote: the page whose API call is an N+1. */
import type { ArticleCard, Author } from '../cms.ts';
import { html } from '../html.ts';
import type { Page } from './layout.ts';
import { card, count } from './parts.ts';

export function authorsPage(authors: (Author & { articleCount: number })[]): Page {
  return {
    title: 'Writers',
    description: 'Who writes for Slow Water.',
    current: 'authors',
    body: html`<h1 class="plain">Writers</h1>
<ul class="people">${authors.map(
      (author) => html`<li>
<span class="monogram" aria-hidden="true">${initials(author.name)}</span>
<div><h2><a href="/authors/${author.slug}">${author.name}</a></h2>
<p class="role">${author.role} · ${count(author.articleCount, 'piece', 'pieces')}</p><p>${author.bio}</p></div>
</li>`,
    )}</ul>`,
  };
}

export function authorPage(author: Author & { articles: ArticleCard[] }): Page {
  return {
    title: author.name,
    description: author.bio,
    current: 'authors',
    body: html`<header class="profile">
<span class="monogram" aria-hidden="true">${initials(author.name)}</span>
<div><h1>${author.name}</h1><p class="role">${author.role} · ${count(author.articles.length, 'piece', 'pieces')}</p>
<p class="standfirst">${author.bio}</p></div>
</header>
<section class="cards" aria-label="Pieces">${author.articles.map((article) => card(article, 'h2'))}</section>`,
  };
}

function initials(name: string): string {
  return name
    .split(' ')
    .map((part) => part.slice(0, 1))
    .join('');
}
