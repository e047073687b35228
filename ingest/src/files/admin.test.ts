import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, get, type IncomingHttpHeaders, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import express from 'express';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type AdminFilesOptions, createAdminFiles } from './admin.ts';

const script = 'export const answer = 42;\n'.repeat(20);
const html = `<!doctype html><link rel="icon" href="/assets/mark-1.svg">
<script type="module" crossorigin src="/assets/index-1.js"></script>
<link rel="stylesheet" crossorigin href="/assets/index-1.css"><link rel="preload" as="font" crossorigin href="/assets/sans-1.woff2">`;
let folder = '';
const servers: Server[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'throughline-admin-'));
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), html);
  writeFileSync(join(folder, 'assets/index-1.js'), script);
  writeFileSync(join(folder, 'assets/index-1.js.br'), brotliCompressSync(script));
  writeFileSync(join(folder, 'assets/index-1.js.gz'), gzipSync(script));
});
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

type Told = { status: number; headers: IncomingHttpHeaders; body: Buffer; hints: IncomingHttpHeaders[] };

/** Over node:http: fetch would decompress, and keep 103 to itself. */
async function ask(
  path: string,
  headers: Record<string, string> = {},
  options: Partial<AdminFilesOptions> = {},
): Promise<Told> {
  const files = createAdminFiles({ isSecure: false, sendsEarlyHints: true, ...options }, folder);
  const server = createServer(express().use(files));
  servers.push(server);
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;
  const hints: IncomingHttpHeaders[] = [];
  const answer = await new Promise<IncomingMessage>((done, fail) => {
    get({ host: '127.0.0.1', port, path, headers }, done)
      .on('information', (info) => hints.push({ ':status': String(info.statusCode), ...info.headers }))
      .on('error', fail);
  });
  const body = Buffer.concat(await answer.toArray());
  return { status: answer.statusCode ?? 0, headers: answer.headers, body, hints };
}

it('lets browsers keep hashed assets for a year, in the smallest form they take', async () => {
  const brotli = await ask('/assets/index-1.js', { 'accept-encoding': 'gzip, br' });
  const gzip = await ask('/assets/index-1.js', { 'accept-encoding': 'gzip' });
  const plain = await ask('/assets/index-1.js');

  expect(brotli.headers['cache-control']).toBe('public, max-age=31536000, immutable');
  expect([brotli, gzip, plain].map(({ headers }) => headers['content-encoding'])).toEqual([
    'br',
    'gzip',
    undefined,
  ]);
  expect(brotliDecompressSync(brotli.body).toString()).toBe(script);
  expect(gunzipSync(gzip.body).toString()).toBe(script);
  expect(plain.body.toString()).toBe(script);
  for (const { headers } of [brotli, gzip, plain]) {
    expect(headers['content-type']).toContain('text/javascript');
    expect(headers.vary).toContain('Accept-Encoding');
  }
});

it('lets no asset that is missing pass for the page', async () => {
  const answer = await ask('/assets/index-0.js');

  expect(answer.status).toBe(404);
  expect(answer.body.toString()).not.toContain('doctype html><link');
});

it('has the page asked for anew each time, packed, and answers who has it with 304', async () => {
  const first = await ask('/sites/demo/views', { 'accept-encoding': 'br' });
  const again = await ask('/sites/demo/views', {
    'accept-encoding': 'br',
    'if-none-match': String(first.headers.etag),
  });

  expect(first.headers['cache-control']).toBe('no-cache');
  expect(first.headers['content-type']).toBe('text/html; charset=utf-8');
  expect(brotliDecompressSync(first.body).toString()).toBe(html);
  expect([again.status, again.body.length]).toEqual([304, 0]);
});

it('names scripts, styles and fonts of the page ahead, and connects to nobody', async () => {
  const { headers } = await ask('/');

  expect(String(headers.link).split(', ')).toEqual([
    '</assets/index-1.js>; rel=modulepreload',
    '</assets/index-1.css>; rel=preload; as=style; crossorigin',
    '</assets/sans-1.woff2>; rel=preload; as=font; type="font/woff2"; crossorigin',
  ]);
  expect(headers['x-dns-prefetch-control']).toBe('off');
  expect(policyOf(headers)['script-src']).toBe("'self'");
});

it('lets assets come from below CDN_URL, and only from there', async () => {
  const cdnUrl = 'https://cdn.example.test/stats/';
  const page = await ask('/', {}, { cdnUrl });
  const asset = await ask('/assets/index-1.js', {}, { cdnUrl });

  const text = page.body.toString();
  expect([...text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => url)).toEqual([
    'https://cdn.example.test/stats/assets/mark-1.svg',
    'https://cdn.example.test/stats/assets/index-1.js',
    'https://cdn.example.test/stats/assets/index-1.css',
    'https://cdn.example.test/stats/assets/sans-1.woff2',
  ]);
  expect(page.headers.link).toContain('<https://cdn.example.test>; rel=preconnect; crossorigin');
  expect(page.headers.link).toContain(
    '<https://cdn.example.test/stats/assets/index-1.js>; rel=modulepreload',
  );
  expect(page.headers['x-dns-prefetch-control']).toBe('on');
  const policy = policyOf(page.headers);
  for (const name of ['script-src', 'style-src', 'font-src'])
    expect(policy[name]).toBe("'self' https://cdn.example.test/stats/assets/");
  expect(policy['default-src']).toBe("'self'");
  expect(asset.headers['access-control-allow-origin']).toBe('*');
  expect(asset.headers['cross-origin-resource-policy']).toBe('cross-origin');
});

it('sends the names ahead of the page as early hints, to browsers that navigate', async () => {
  const navigation = { 'sec-fetch-mode': 'navigate' };
  const hinted = await ask('/sites/demo', navigation);
  const other = await ask('/sites/demo');
  const turnedOff = await ask('/sites/demo', navigation, { sendsEarlyHints: false });

  expect(hinted.hints).toEqual([{ ':status': '103', link: hinted.headers.link }]);
  expect(hinted.body.toString()).toBe(html);
  expect([other.hints, turnedOff.hints]).toEqual([[], []]);
});

function policyOf(headers: IncomingHttpHeaders): Record<string, string> {
  const parts = String(headers['content-security-policy']).split(';');
  return Object.fromEntries(parts.map((part) => [part.split(' ')[0], part.split(' ').slice(1).join(' ')]));
}
