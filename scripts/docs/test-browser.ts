/** Runs what a document shows of browsers in a real Chromium: modules, pages, service workers. */
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium } from '@playwright/test';
import { root } from '../root.ts';
import type { Block } from './blocks.ts';

export type InBrowser = {
  /** @returns What the page complained of; empty when the block ran to its end. */
  module(block: Block): Promise<string[]>;
  page(text: string): Promise<string[]>;
  serviceWorker(text: string): Promise<string[]>;
  close(): Promise<void>;
};

type Bundle = (input: string, format: 'es', plugins: object[], cwd: string) => Promise<string>;
type Files = Map<string, { type: string; text: string }>;

export async function openBrowser(): Promise<InBrowser> {
  const { findBrowser } = await load<{ findBrowser(): string | undefined }>('scripts/browser.mjs');
  const files: Files = new Map([
    [
      '/sdk.js',
      { type: 'text/javascript', text: readFileSync(join(root, 'sdk/browser/dist/sdk.js'), 'utf8') },
    ],
    ['/assets/app.css', { type: 'text/css', text: 'body { color: teal }' }],
  ]);
  const server = await serve(files);
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const browser = await chromium.launch({
    executablePath: findBrowser(),
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', '--disable-background-networking'],
  });

  return {
    module: async (block) => {
      files.set('/block.js', { type: 'text/javascript', text: await bundle(block) });
      return await visit(
        browser,
        origin,
        `<main id="app"></main><script type="module">
          import('/block.js').then(() => { window.ended = true; }, (error) => { window.ended = String(error); });
        </script>`,
        files,
      );
    },
    page: (text) =>
      visit(
        browser,
        origin,
        `${text}<script>addEventListener('load', () => { window.ended = true; });</script>`,
        files,
      ),
    serviceWorker: (text) => {
      files.set('/sw.js', { type: 'text/javascript', text });
      return visit(
        browser,
        origin,
        `<script type="module">
          const registered = navigator.serviceWorker.register('/sw.js').then(() => navigator.serviceWorker.ready);
          const controlled = new Promise((done) => {
            navigator.serviceWorker.oncontrollerchange = done;
            if (navigator.serviceWorker.controller) done();
          });
          registered.then(() => controlled)
            .then(() => fetch('/assets/app.css')).then((answer) => answer.text())
            .then((text) => { window.ended = text.includes('teal') || 'the file came back changed'; })
            .catch((error) => { window.ended = String(error); });
        </script>`,
        files,
      );
    },
    close: async () => {
      await browser.close();
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

async function visit(browser: Browser, origin: string, html: string, files: Files): Promise<string[]> {
  files.set('/', {
    type: 'text/html',
    text: `<!doctype html><html lang="en"><title>Block</title>${html}</html>`,
  });
  const context = await browser.newContext();
  const tab = await context.newPage();
  const complaints: string[] = [];
  tab.on('pageerror', (error) => complaints.push(String(error)));
  // Whatever host a block names, its script is the one that was built here.
  await context.route(
    ({ hostname }) => hostname !== '127.0.0.1',
    (route) => route.fulfill({ contentType: 'text/javascript', body: files.get('/sdk.js')?.text ?? '' }),
  );
  try {
    await tab.goto(origin);
    const ended = await tab.waitForFunction(
      () => (window as unknown as { ended?: unknown }).ended,
      undefined,
      {
        timeout: 15_000,
      },
    );
    const value = await ended.jsonValue();
    if (value !== true) complaints.push(String(value));
  } catch (error) {
    complaints.push(String(error));
  } finally {
    await context.close();
  }
  return complaints;
}

/** The packages that a block imports are joined with it, as a site's bundler would. */
async function bundle({ text }: Block): Promise<string> {
  const joiner = await load<{ bundle: Bundle }>('sdk/browser/bundle.mjs');
  const name = '\0block.js';
  const plugin = {
    name: 'block',
    resolveId: (id: string) => (id === name ? name : null),
    load: (id: string) => (id === name ? text : null),
  };
  return await joiner.bundle(name, 'es', [plugin], root);
}

async function load<Module>(path: string): Promise<Module> {
  return (await import(pathToFileURL(join(root, path)).href)) as Module;
}

async function serve(files: Files): Promise<Server> {
  const server = createServer((request, response) => {
    request.resume();
    const file = files.get(new URL(request.url ?? '/', 'http://localhost').pathname);
    if (request.method === 'POST') response.writeHead(202).end();
    else if (file) response.writeHead(200, { 'content-type': file.type }).end(file.text);
    else response.writeHead(204).end();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return server;
}
