/** What is shown in place of a page. */
import { html } from '../html.ts';
import type { Page } from './layout.ts';

export function notFoundPage(): Page {
  return {
    title: 'Not on this chart',
    description: 'There is no such page.',
    body: html`<div class="nowhere"><h1 class="plain">Not on this chart</h1><p class="standfirst">The river must have moved. <a href="/">Back to this week</a>, or look in the <a href="/archive">archive</a>.</p></div>`,
  };
}

/** @param traceId Lets the reader of the log find what happened. */
export function brokenPage(traceId: string | undefined): Page {
  return {
    title: 'Run aground',
    description: 'This page cannot be shown now.',
    body: html`<div class="nowhere"><h1 class="plain">Run aground</h1><p class="standfirst">This page cannot be shown now. Please try again in a minute.</p>${traceId !== undefined && html`<p class="byline">${traceId}</p>`}</div>`,
  };
}
