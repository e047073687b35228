/** The archive: a search, and every month with how much was read in it. The page whose query reads a whole table. */
import type { ArticleCard, Month } from '../cms.ts';
import { type Html, html, type Value } from '../html.ts';
import type { Page } from './layout.ts';
import { card, count } from './parts.ts';

export function archivePage(page: {
  months: Month[];
  words: string;
  found: ArticleCard[] | undefined;
}): Page {
  return {
    title: page.words === '' ? 'Archive' : `Search: ${page.words}`,
    description: 'Everything that Slow Water has printed, and how much of it was read.',
    current: 'archive',
    body: html`<h1 class="plain">Archive</h1>
<form class="search" action="/archive" role="search">
<label for="q">Look for a word</label>
<div><input id="q" name="q" type="search" value="${page.words}" minlength="2" maxlength="80" placeholder="heron, toll, breakfast …" required><button>Search</button></div>
</form>
${page.found && results(page.words, page.found)}
<section aria-labelledby="months"><h2 id="months" class="rule">Month by month</h2>
<p class="actions"><button type="button" data-action="order" aria-pressed="false">Most read first</button></p>
<ol class="months" data-months>${page.months.map((month) => line(month, most(page.months)))}</ol>
</section>`,
  };
}

function results(words: string, found: ArticleCard[]): Html {
  const heading =
    found.length === 0
      ? `Nothing holds “${words}”`
      : `${count(found.length, 'piece holds', 'pieces hold')} “${words}”`;
  return html`<section aria-labelledby="found"><h2 id="found" class="rule">${heading}</h2><div class="cards">${found.map((article) => card(article))}</div></section>`;
}

function most(months: Month[]): number {
  return Math.max(1, ...months.map((month) => month.readings));
}

const name = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' });

function line(month: Month, mostReadings: number): Value {
  return html`<li data-readings="${month.readings}">
<span>${name.format(new Date(`${month.month}T00:00:00Z`))}</span>
<span>${count(month.articles, 'piece', 'pieces')}</span>
<meter min="0" max="${mostReadings}" value="${month.readings}">${month.readings}</meter>
<span>read ${count(month.readings, 'time', 'times')}</span>
</li>`;
}
