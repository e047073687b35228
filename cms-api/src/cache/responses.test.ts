import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestCms, statementsOf, type TestCms } from '../test-cms.ts';
import { createCache } from './cache.ts';
import { type Listener, listenForChanges } from './changes.ts';
import { createMemoryStore } from './memory-store.ts';

const plain = { onFault: () => {}, time: <T>(lookUp: () => T) => lookUp() };

let cms: TestCms;
let changes: Listener;
let editor: string;
const told: string[][] = [];
beforeAll(async () => {
  cms = await startTestCms({ cache: createCache(createMemoryStore(1_000_000), plain) });
  const ready = new Promise<void>((done) => {
    changes = listenForChanges(cms.databaseUrl, (tags) => told.push(tags), done);
  });
  await ready;
  editor = await cms.logIn('admin');
  const fields = [
    { kind: 'text', name: 'title', required: true },
    { kind: 'slug', name: 'slug' },
    { kind: 'relation', name: 'of', to: 'notes' },
  ];
  await cms.ask('types', { as: editor, body: { name: 'notes', title: 'Notes', fields } });
});
afterAll(async () => {
  expect(cms.bugs).toEqual([]);
  await changes.stop();
  await cms.stop();
});

it('answers readers without a statement until an entry changes, and tells every process of it', async () => {
  const made = (await (
    await cms.ask('content/notes', { as: editor, body: { fields: { title: 'one', slug: 'one' } } })
  ).json()) as { id: string };
  await cms.ask(`content/notes/${made.id}/publish`, { as: editor, method: 'POST' });
  const titles = async (path: string) => {
    const answer = await cms.ask(path);
    return [/"title":\s*"(\w+)"/.exec(await answer.text())?.[1], statementsOf(answer)];
  };

  for (const path of ['content/notes', 'content/notes/one']) {
    await titles(path);
    expect(await titles(path)).toEqual(['one', 0]);
  }
  told.length = 0;
  await cms.ask(`content/notes/${made.id}`, {
    method: 'PATCH',
    as: editor,
    body: { fields: { title: 'two' } },
  });
  await cms.ask(`content/notes/${made.id}/publish`, { as: editor, method: 'POST' });

  for (const path of ['content/notes', 'content/notes/one']) expect((await titles(path))[0]).toBe('two');
  await expect.poll(() => told).toEqual([['type:notes'], ['type:notes']]);
});

it('keeps no draft', async () => {
  const path = 'content/notes?state=draft';

  await cms.ask(path, { as: editor });

  expect(statementsOf(await cms.ask(path, { as: editor }))).toBeGreaterThan(0);
});
