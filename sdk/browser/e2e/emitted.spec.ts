/**
 * What each browser emits for the same visit, as a table in `docs/metrics.md`. Firefox is driven over WebDriver BiDi,
 * WebKitGTK by its own driver, each where it is installed. `UPDATE_DOCS=1` writes the table; without it the browsers at hand are held against what is written.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from '@playwright/test';
import type { ViewBody } from '@throughline/protocol';
import puppeteer from 'puppeteer-core';
import { leave, test } from './visit.ts';
import { hasWebKit, openWebKit } from './webkit.ts';

const firefox = ['/usr/bin/firefox-esr', '/usr/bin/firefox'].find(existsSync);
const docs = fileURLToPath(new URL('../../../docs/metrics.md', import.meta.url));
const markers = ['<!-- emitted: begin -->', '<!-- emitted: end -->'] as const;

const rows: [what: string, has: (view: ViewBody) => unknown][] = [
  ['LCP', ({ vitals }) => vitals.lcp],
  [
    'LCP: element, URL and four parts',
    ({ vitals }) => vitals.lcp?.target && vitals.lcp.url && vitals.lcp.loadMs,
  ],
  ['INP', ({ vitals }) => vitals.inp],
  ['INP: element and three parts', ({ vitals }) => vitals.inp?.target && vitals.inp.processingMs],
  ['INP: longest script', ({ vitals }) => vitals.inp?.script],
  ['CLS', ({ vitals }) => vitals.cls],
  ['CLS: element and largest shift', ({ vitals }) => vitals.cls?.target && vitals.cls.shift],
  ['FCP', ({ vitals }) => vitals.fcp],
  ['TTFB', ({ vitals }) => vitals.ttfb],
  ['FID, with its element', ({ vitals }) => vitals.fid?.target],
  ['navigation phases', ({ navigation }) => navigation?.waitMs && navigation.loadMs],
  ['navigation: status', ({ navigation }) => navigation?.status],
  ['navigation: server and SQL time, trace, route', ({ navigation }) => navigation?.server?.sqlMs],
  ['API requests', ({ requests }) => requests?.length],
  ['API requests: status', ({ requests }) => requests?.[0]?.status],
  ['API requests: server and SQL time, trace', ({ requests }) => requests?.[0]?.server?.sqlMs],
  ['resources by type, slowest ten', ({ resources }) => resources?.slowest?.length],
  ['marks and measures', ({ marks }) => marks?.length],
  ['element timing', ({ elements }) => elements?.length],
  ['long animation frames', ({ longFrames }) => longFrames?.count],
  ['viewport, cores', ({ device }) => device?.viewportWidthPx && device.cores],
  ['memory', ({ device }) => device?.memoryGib],
  ['connection', ({ connection }) => connection?.effectiveType],
];

test('emits in each browser what the documentation says', async ({ page, door, browser }) => {
  await page.goto(`${door.origin}/article/one`);
  await page.waitForTimeout(800);
  await page.click('#buy');
  await page.waitForTimeout(500);
  const columns = [{ name: `Chromium ${major(browser.version())}`, view: await leave(page, door) }];
  door.forget();

  if (firefox) {
    const other = await puppeteer.launch({ browser: 'firefox', executablePath: firefox, headless: true });
    try {
      const tab = await other.newPage();
      await tab.goto(`${door.origin}/article/one`);
      await new Promise((wake) => setTimeout(wake, 1_000));
      await tab.click('#buy');
      await new Promise((wake) => setTimeout(wake, 1_000));
      await tab.goto(`${door.origin}/bare`);
      const [view] = await door.waitFor(1);
      if (!view) throw new Error('Firefox delivered nothing');
      columns.push({ name: `Firefox ${major((await other.version()).replace(/^\D+/, ''))}`, view });
    } finally {
      await other.close();
    }
  }

  if (hasWebKit) {
    door.forget();
    const other = await openWebKit();
    try {
      await other.open(`${door.origin}/article/one`);
      await new Promise((wake) => setTimeout(wake, 1_000));
      await other.click('#buy');
      await new Promise((wake) => setTimeout(wake, 1_000));
      await other.open(`${door.origin}/bare`);
      const [view] = await door.waitFor(1);
      if (!view) throw new Error('WebKitGTK delivered nothing');
      columns.push({ name: `WebKitGTK ${other.version}`, view });
    } finally {
      await other.close();
    }
  }

  for (const [name, isThere] of [
    ['Firefox', firefox],
    ['WebKitGTK', hasWebKit],
  ] as const)
    if (!isThere)
      process.stdout.write(`${name} is not installed: its column of docs/metrics.md was not checked\n`);

  const table = toTable(columns);
  const written = existsSync(docs) ? readFileSync(docs, 'utf8') : `# Metrics\n\n${markers.join('\n')}\n`;
  const [before = '', rest = ''] = written.split(markers[0]);
  const [known = '', after = ''] = rest.split(markers[1]);
  if (process.env.UPDATE_DOCS) writeFileSync(docs, `${before}${markers[0]}\n${table}\n${markers[1]}${after}`);
  else expect(cellsOf(known, columns)).toEqual(cellsOf(table, columns));
});

function toTable(columns: { name: string; view: ViewBody }[]): string {
  const lines = rows.map(
    ([what, has]) => `| ${what} | ${columns.map(({ view }) => (has(view) ? 'yes' : 'no')).join(' | ')} |`,
  );
  const names = columns.map(({ name }) => name).join(' | ');
  return [`| emitted | ${names} |`, `|---|${columns.map(() => '---|').join('')}`, ...lines].join('\n');
}

/** The answers of these browsers, whatever their versions: a machine may have fewer and newer ones. */
function cellsOf(table: string, columns: { name: string }[]): string[][] {
  const lines = table
    .trim()
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()));
  const names = lines[0]?.map((name) => name.split(' ')[0]) ?? [];
  const at = columns.map(({ name }) => names.indexOf(name.split(' ')[0] ?? ''));
  return lines.slice(2).map((cells) => [1, ...at].map((column) => cells[column] ?? ''));
}

function major(version: string): string {
  return version.split('.')[0] ?? version;
}
