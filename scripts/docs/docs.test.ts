/** Every code block of the documents, run as a reader would run it. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as protocol from '@throughline/protocol';
import express from 'express';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../root.ts';
import {
  type Block,
  blocksOf,
  commandsInProse,
  commandsOf,
  documents,
  parseBlocks,
  wayOf,
} from './blocks.ts';
import { whatIsWrong } from './npm-command.ts';
import { type InBrowser, openBrowser } from './test-browser.ts';
import { type DocsHouse, openDocsHouse } from './test-house.ts';

const folder = join(root, '.tmp/docs');
const patienceMs = 60_000;

let house: DocsHouse;
let browser: InBrowser;
beforeAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  [house, browser] = await Promise.all([openDocsHouse(), openBrowser()]);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await house?.stop();
});

/** Each throws when the block does not do what a reader would expect of it. */
const run: Record<string, (block: Block) => Promise<void>> = {
  module: async (block) => {
    const file = join(folder, `${block.place.replaceAll(/\W/g, '-')}-${Math.random()}.ts`);
    writeFileSync(file, house.adapt(block.text));
    // What a host has before it reads the first line: an app, a database, tokens, where things are.
    Object.assign(globalThis, house.given, { app: express() });
    await import(file);
  },
  browser: async (block) => expect(await browser.module(block)).toEqual([]),
  'service worker': async ({ text }) => expect(await browser.serviceWorker(text)).toEqual([]),
  page: async ({ text }) => expect(await browser.page(text)).toEqual([]),
  sql: async ({ text, info }) => {
    const client = new pg.Client({
      connectionString: info === 'ingest' ? house.ingest.databaseUrl : house.cms.databaseUrl,
    });
    await client.connect();
    try {
      for (const statement of text.split(/;\s*$/m).filter((part) => part.trim()))
        await client.query(statement);
    } finally {
      await client.end();
    }
  },
  shell: async ({ text }) => {
    const { code, output } = await house.shell(text);
    expect(code, output).toBe(0);
  },
  npm: async (block) => {
    const wrong = commandsOf(block).map((line) => [line, whatIsWrong(line)]);
    expect(wrong.filter(([, why]) => why !== undefined)).toEqual([]);
  },
  json: async ({ text, info }) => {
    const value: unknown = JSON.parse(text);
    if (info === '') return;
    const schema = (protocol as Record<string, unknown>)[info] as
      | { parse(value: unknown): unknown }
      | undefined;
    expect(schema, `the protocol has no ${info}`).toBeDefined();
    schema?.parse(value);
  },
};

async function tryOut(block: Block): Promise<void> {
  const way = wayOf(block);
  if (way === 'not run' || way === 'elsewhere') return;
  await run[way]?.(block);
}

describe.each(documents())('%s', (document) => {
  const blocks = blocksOf(document);
  const here = blocks.filter((block) => !['not run', 'elsewhere'].includes(wayOf(block)));
  it.each(here.map((block) => [`${block.place} (${block.language} ${block.info})`, block] as const))(
    'is right at %s',
    async (_place, block) => {
      await tryOut(block);
    },
    patienceMs,
  );

  it('names only commands that can be typed', () => {
    const wrong = commandsInProse(document).map(({ place, command }) => [
      place,
      command,
      whatIsWrong(command),
    ]);
    expect(wrong.filter(([, , why]) => why !== undefined)).toEqual([]);
  });
});

describe('the endpoints that the guides name', () => {
  it.each(['docs/performance.md', 'docs/operations.md', 'docs/cms.md'])('exist: %s', async (document) => {
    const known = new Set([
      ...(await endpointsAt(`${house.given.ingest}/api/v1/openapi.json`)),
      ...(await endpointsAt(`${house.given.cms}/api/v1/openapi.json`)),
    ]);

    const unknown = endpointsIn(document).filter((endpoint) => !known.has(endpoint));

    expect(unknown).toEqual([]);
  });
});

describe('a block that is wrong', () => {
  const broken: [why: string, markdown: string][] = [
    ['TypeScript that throws', "```ts\nthrow new Error('broken');\n```"],
    ['TypeScript that imports what is not there', "```ts\nimport '@throughline/nothing';\n```"],
    ['a browser module that throws', "```ts browser\nthrow new Error('broken');\n```"],
    ['a page that throws', '```html\n<script>nothing();</script>\n```'],
    ['a service worker that does not parse', '```js service-worker\nself.addEventListener(\n```'],
    ['SQL on a table that is not there', '```sql\nselect * from nothing_of_the_kind;\n```'],
    ['a command that fails', '```sh\nfalse\n```'],
    ['an answer of 404', '```sh\ncurl -s $CMS/nothing\n```'],
    ['an npm script that is not there', '```sh\nnpm run nothing\n```'],
    ['a flag that is not there', '```sh\nnpm run load -- --nothing 1\n```'],
    ['a bench that is not there', '```sh\nnpm run bench -- nothing\n```'],
    ['a campaign that is not there', '```sh\nnpm run faults -- nothing\n```'],
    ['JSON that does not parse', '```json\n{ "a": }\n```'],
    ['a body that the protocol refuses', '```json ViewBody\n{ "v": 2 }\n```'],
    ['a language that nothing runs', '```python\nprint(1)\n```'],
    ['no language', '```\nanything\n```'],
    ['an excuse without a reason', '```nginx not run:\nserver {}\n```'],
  ];

  it.each(broken)(
    'fails: %s',
    async (_why, markdown) => {
      const [block] = parseBlocks('broken.md', markdown);

      await expect((async () => tryOut(block as Block))()).rejects.toThrow();
    },
    patienceMs,
  );

  it('is one that is never closed', () => {
    expect(() => parseBlocks('broken.md', '```ts\n')).toThrow('never closed');
  });
});

type Paths = { paths: Record<string, Record<string, unknown>> };

/** `get /sites/{}/routes` */
async function endpointsAt(url: string): Promise<string[]> {
  const { paths } = (await (await fetch(url)).json()) as Paths;
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method} ${plain(path)}`),
  );
}

/** Those that stand in backticks with their method. */
function endpointsIn(document: string): string[] {
  const text = readFileSync(join(root, document), 'utf8');
  return [...text.matchAll(/`(GET|POST|PUT|PATCH|DELETE) (\/[^`?\s]*)[^`]*`/g)]
    .map(([, method = '', path = '']) => `${method.toLowerCase()} ${plain(path)}`)
    .filter((endpoint) => !/ (?:\/v1\/|\/healthz|\/readyz|\/metrics)/.test(endpoint));
}

function plain(path: string): string {
  return path.replace(/^\/api\/v1/, '').replaceAll(/\{\w+\}|:\w+/g, '{}');
}
