/** What all pages share: head, masthead, footer, and the one line that embeds the SDK. */
import { type Plant, plantedHead } from '../faults.ts';
import { type Html, html, type Value } from '../html.ts';
import { type Locale, locales, pathIn, words } from '../words.ts';

export type Site = {
  /** Origin of the ingest service: where the SDK comes from and where it reports to. */
  ingestOrigin: string;
  /** Origin of cms-api, for what the browser asks there itself. */
  cmsOrigin: string;
};

export type Page = {
  title: string;
  description: string;
  /** Which entry of the navigation is current. */
  current?: 'home' | 'search' | 'archive' | 'authors';
  /** Default English. */
  locale?: Locale;
  /** Its address in English, when it is printed in every language. */
  everywhere?: string;
  /** The fault that it has on purpose. */
  planted?: Plant;
  body: Value;
};

export function layout(
  { ingestOrigin, cmsOrigin }: Site,
  { title, description, current, locale = 'en', everywhere, planted, body }: Page,
): Html {
  const own = words[locale];
  const entry = (name: Page['current'], href: string, label: string) =>
    html`<a href="${href}"${current === name && html` aria-current="page"`}>${label}</a>`;

  return html`<!doctype html>
<html lang="${locale}" data-cms="${cmsOrigin}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Slow Water</title>
<meta name="description" content="${description}">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="/assets/icon.svg">
<link rel="stylesheet" href="/assets/style.css">
<script src="/assets/early.js"></script>
${plantedHead(planted)}<script async src="${ingestOrigin}/sdk.js" data-key="pk_demo"${planted !== undefined && html` data-release="planted-${planted}"`}></script>
<script defer src="/assets/site.js"></script>
</head>
<body>
<a class="skip" href="#content">To the text</a>
<header class="masthead">
<a class="wordmark" href="${pathIn(locale, '/')}"><span>Slow</span> <span>Water</span></a>
<p class="motto">${own.motto}</p>
<nav aria-label="Sections">
${entry('home', pathIn(locale, '/'), own.home)}${entry('search', pathIn(locale, '/search'), own.search)}${entry('archive', '/archive', own.archive + own.inEnglish)}${entry('authors', '/authors', own.writers + own.inEnglish)}
<button class="theme" type="button" data-action="theme" aria-label="Light or dark"></button>
</nav>
</header>
${everywhere !== undefined && languages(locale, everywhere)}
<main id="content">${body}</main>
<footer class="colophon">
<p>Slow Water is the demo magazine of Throughline. Its rivers, people and pictures are invented; its slow pages are honestly slow.</p>
<p><a href="/archive">Archive</a> <a href="/authors">Writers</a></p>
</footer>
</body>
</html>`;
}

function languages(current: Locale, path: string): Html {
  return html`<nav class="languages" aria-label="Languages">${locales.map(
    (one) =>
      html`<a href="${pathIn(one, path)}" hreflang="${one}" lang="${one}"${one === current && html` aria-current="true"`}>${words[one].name}</a> `,
  )}</nav>`;
}
