import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import express from 'express';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createSdkFile } from './sdk.ts';

const script = 'console.log("the sdk")';
let folder = '';
let server: Server;
let origin = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'throughline-sdk-'));
  await writeFile(join(folder, 'sdk.js'), script);
  await writeFile(join(folder, 'sdk-development.js'), 'export {};');
  server = createServer(express().use(createSdkFile(pathToFileURL(`${folder}/`)).router));
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await new Promise((done) => server.close(done));
  await rm(folder, { recursive: true });
});

it('says where the script lies for ever, and its hash as browsers check it', async () => {
  const { path, integrity } = await (await fetch(`${origin}/sdk.json`)).json();

  const answer = await fetch(origin + path);

  expect(integrity).toBe(`sha384-${createHash('sha384').update(script).digest('base64')}`);
  expect(await answer.text()).toBe(script);
  expect(answer.headers.get('cache-control')).toContain('immutable');
  expect(answer.headers.get('access-control-allow-origin')).toBe('*');
});

it('serves the script with a short life, and the development file beside it', async () => {
  const plain = await fetch(`${origin}/sdk.js`);
  const development = await fetch(`${origin}/sdk-development.js`);

  expect(plain.headers.get('cache-control')).toContain('max-age=300');
  expect(await plain.text()).toBe(script);
  expect(development.headers.get('content-type')).toContain('text/javascript');
  expect(development.headers.get('access-control-allow-origin')).toBe('*');
});

it('answers a browser that has it already without the script', async () => {
  const etag = (await fetch(`${origin}/sdk.js`)).headers.get('etag') ?? '';

  // Left to itself, fetch asks for no caching once it sees an If-None-Match.
  const headers = { 'if-none-match': etag, 'cache-control': 'max-age=0' };
  const answer = await fetch(`${origin}/sdk.js`, { headers });

  expect(answer.status).toBe(304);
});
