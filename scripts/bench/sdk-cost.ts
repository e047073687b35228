/**
 * What the SDK costs the page it measures: main-thread script time at a quarter of the speed, long tasks, requests and
 * bytes of the standard visit (a picture, an API request, a click, leaving), beside its neighbours on the same page. Runs
 * are interleaved and medians compared, less what the bare page takes: read the ratios, the times belong to the machine.
 * Script time is what the thread used, not what the clock says: on a shared machine the clock counts others too.
 */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium } from '@playwright/test';
import { root } from '../root.ts';
import type { Figure } from './figure.ts';
import { bundleNeighbours, door } from './sdk-bundles.ts';

type Visit = { scriptMs: number; longTasks: number; requests: number; bytes: number };

const rounds = Number(process.env.ROUNDS ?? 9);
const slowdown = 4;
const reference = 'web-vitals, attribution';

const page = (script: string) => `<!doctype html><html lang="en"><link rel="icon" href="data:,">${script}
  <h1>Standard</h1><button id="buy">Buy</button><img src="/picture.svg" alt="" width="600" height="400">
  <script>
    window.longTasks = 0;
    new PerformanceObserver((list) => { window.longTasks += list.getEntries().length; }).observe({ type: 'longtask', buffered: true });
    document.querySelector('#buy').addEventListener('click', () => { document.body.append('bought'); });
    fetch('/api/related');
  </script>`;

export async function run(): Promise<Figure[]> {
  const scripts = new Map([
    ['bare page', ''],
    ['Throughline', await readFile(join(root, 'sdk/browser/dist/sdk.js'), 'utf8')],
    ['Throughline core', `${await readFile(join(root, 'sdk/browser/dist/core.js'), 'utf8')}`],
    ...(await bundleNeighbours()),
  ]);
  const { findBrowser } = (await import(pathToFileURL(join(root, 'scripts/browser.mjs')).href)) as {
    findBrowser(): string | undefined;
  };
  const site = await serve(scripts);
  const browser = await chromium.launch({
    executablePath: findBrowser(),
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', '--disable-background-networking'],
  });
  const visits = new Map<string, Visit[]>([...scripts.keys()].map((name) => [name, []]));
  try {
    for (let round = 0; round < rounds; round += 1) {
      for (const name of scripts.keys()) visits.get(name)?.push(await visit(browser, site, name));
    }
  } finally {
    await browser.close();
    await site.close();
  }
  return toFigures(visits);
}

function toFigures(visits: Map<string, Visit[]>): Figure[] {
  const median = (name: string, of: keyof Visit) => {
    const sorted = (visits.get(name) ?? []).map((one) => one[of]).sort((a, b) => a - b);
    return sorted[sorted.length >> 1] ?? 0;
  };
  const added = (name: string) => median(name, 'scriptMs') - median('bare page', 'scriptMs');
  const worst = Math.max(...(visits.get('Throughline') ?? []).map(({ bytes }) => bytes));
  const ratio = added('Throughline') / added(reference);
  const longTasks = median('Throughline', 'longTasks') - median('bare page', 'longTasks');
  const requests = median('Throughline', 'requests');
  return [
    { what: `script time against ${reference}`, value: ratio, unit: '×', goal: 1.5, met: ratio <= 1.5 },
    { what: 'long tasks added to the visit', value: longTasks, unit: '', goal: 0, met: longTasks <= 0 },
    { what: 'requests of the standard visit', value: requests, unit: '', goal: 1, met: requests === 1 },
    { what: 'largest body of the standard visit', value: worst, unit: 'B', goal: 2_400, met: worst <= 2_400 },
    ...[...visits.keys()]
      .filter((name) => name !== 'bare page')
      .flatMap((name) => [
        { what: `${name}: script time added, ${slowdown}× slower`, value: added(name), unit: 'ms' },
        { what: `${name}: long tasks`, value: median(name, 'longTasks'), unit: '' },
        { what: `${name}: requests`, value: median(name, 'requests'), unit: '' },
        { what: `${name}: bytes sent`, value: median(name, 'bytes'), unit: 'B' },
      ]),
  ];
}

/** One view with a click, then leaving. */
async function visit(browser: Browser, site: Site, name: string): Promise<Visit> {
  const context = await browser.newContext();
  const tab = await context.newPage();
  const session = await context.newCDPSession(tab);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
  site.sent.length = 0;

  await tab.goto(`${site.origin}/?${encodeURIComponent(name)}`);
  await tab.waitForTimeout(1_200);
  await tab.click('#buy');
  await tab.waitForTimeout(1_500);
  const longTasks = await tab.evaluate(() => (window as unknown as { longTasks: number }).longTasks);
  await tab.evaluate(() => {
    // Leaving as scripts see it, with the page still there to be asked what it cost.
    for (const [key, value] of [
      ['visibilityState', 'hidden'],
      ['hidden', true],
    ] as const) {
      Object.defineProperty(document, key, { configurable: true, get: () => value });
    }
    dispatchEvent(new PageTransitionEvent('pagehide'));
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
  });
  await tab.waitForTimeout(300);
  const { metrics } = await session.send('Performance.getMetrics');
  const scriptMs = (metrics.find((metric) => metric.name === 'ScriptDuration')?.value ?? 0) * 1_000;
  await context.close();
  await new Promise((wake) => setTimeout(wake, 200));
  return { scriptMs, longTasks, requests: site.sent.length, bytes: site.sent.reduce((a, b) => a + b, 0) };
}

type Site = { origin: string; sent: number[]; close(): Promise<void> };

async function serve(scripts: Map<string, string>): Promise<Site> {
  const site: Site = { origin: '', sent: [], close: async () => {} };
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (request.method === 'POST') {
      let bytes = 0;
      request.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
      });
      request.on('end', () => {
        site.sent.push(bytes);
        response.writeHead(202).end();
      });
      return;
    }
    const send = (type: string, body: string) => response.writeHead(200, { 'content-type': type }).end(body);
    const name = decodeURIComponent(url.search.slice(1));
    if (url.pathname === '/script.js') send('text/javascript', scripts.get(name) ?? '');
    else if (url.pathname === '/picture.svg') send('image/svg+xml', picture);
    else if (url.pathname.startsWith('/api')) send('application/json', '{}');
    else send('text/html', page(toTag(name)));
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  site.origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  site.close = () => new Promise((done) => void server.close(() => done()));
  return site;
}

const picture = `<!--${'x'.repeat(20_000)}--><svg xmlns="http://www.w3.org/2000/svg" width="600" height="400"><rect width="600" height="400" fill="teal"/></svg>`;

function toTag(name: string): string {
  const src = `/script.js?${encodeURIComponent(name)}`;
  if (name === 'bare page') return '';
  if (name === 'Throughline core') {
    return `<script type="module">import { start } from '${src}'; start({ key: 'pk_demo', endpoint: '${door}' });</script>`;
  }
  const attributes = name === 'Throughline' ? ` data-key="pk_demo" data-endpoint="${door}"` : '';
  return `<script async src="${src}"${attributes}></script>`;
}
