import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { drawNoise, uploadTo } from '../media/test-pictures.ts';
import { startTestCms, type TestCms } from '../test-cms.ts';

let from: TestCms;
let to: TestCms;
let fromAdmin: string;
let toAdmin: string;
let lines: string[];
beforeAll(async () => {
  [from, to] = [await startTestCms(), await startTestCms()];
  [fromAdmin, toAdmin] = [await from.logIn('admin'), await to.logIn('admin')];
  const picture = await drawNoise(900, 700).png().toBuffer();
  const media = (await (await uploadTo(from, fromAdmin, picture, 'name=a.png&alt=A')).json()) as {
    id: string;
  };
  const ask = (path: string, body: object, method = 'POST') =>
    from.ask(path, { as: fromAdmin, body, method });
  await ask('types', {
    name: 'notes',
    title: 'Notes',
    fields: [
      { kind: 'text', name: 'title', required: true, localized: true },
      { kind: 'slug', name: 'slug' },
      { kind: 'json', name: 'extra' },
      { kind: 'richText', name: 'story' },
      { kind: 'media', name: 'cover' },
      { kind: 'relation', name: 'next', to: 'notes' },
    ],
  });
  let next: string | undefined;
  for (const n of [0, 150, 300]) {
    const fields = {
      title: `Note ${n}`,
      slug: `note-${n}`,
      extra: { n },
      story: [{ type: 'image', media: media.id }],
      cover: media.id,
      ...(next && { next }),
    };
    const made = (await (await ask('content/notes', { fields })).json()) as { id: string };
    next = made.id;
    await ask(`content/notes/${made.id}?locale=de`, { fields: { title: `Notiz ${n}` } }, 'PATCH');
    await from.ask(`content/notes/${made.id}/publish`, { as: fromAdmin, method: 'POST' });
  }
  const many = Array.from({ length: 450 }, (_, n) => ({ fields: { title: `Draft ${n}` } }));
  await ask('content/notes/bulk', { entries: many });
  lines = await linesOf(from, fromAdmin);
});
afterAll(async () => {
  for (const cms of [from, to]) {
    expect(cms.bugs).toEqual([]);
    await cms.stop();
  }
});

async function linesOf(cms: TestCms, as: string): Promise<string[]> {
  const answer = await cms.ask('export', { as });
  return (await answer.text()).split('\n').filter(Boolean);
}
function send(cms: TestCms, as: string, all: readonly string[]): Promise<Response> {
  return fetch(`${cms.api}/import`, {
    method: 'POST',
    headers: { authorization: `Bearer ${as}`, 'content-type': 'application/x-ndjson' },
    body: all.join('\n'),
  });
}
async function everything(cms: TestCms) {
  const { rows } = await cms.pool.query(
    `select (select count(*) from cms.entries)::integer as entries, (select count(*) from cms.media)::integer as media,
      (select count(*) from cms.content_types)::integer as types`,
  );
  const files = await readdir(cms.mediaFolder, { recursive: true });
  return { ...rows[0], files: files.filter((name) => name.includes('original')).length };
}

it('leaves nothing behind when a line does not fit', async () => {
  const empty = await everything(to);
  const entry = lines.findIndex((line) => line.includes('"kind":"entry"'));
  const bad: [string, readonly string[]][] = [
    ['malformed_json', [...lines, '{']],
    ['invalid_body', [...lines, '{"kind":"entry"}']],
    [
      'invalid_body',
      lines.filter((line) => !line.includes('"kind":"bytes"') && !line.includes('"kind":"media"')),
    ],
    [
      'invalid_body',
      lines
        .filter((line) => !line.includes('"kind":"bytes"') && !line.includes('"kind":"media"'))
        .map((line) => line.replaceAll(/"cover":\s*"[^"]*"/g, '"cover":null')),
    ],
    ['invalid_body', lines.filter((_, index) => index !== entry)],
    ['broken_file', lines.filter((line) => !line.includes('"kind":"bytes"'))],
    ['unsupported_file', lines.map((line) => line.replace(/"base64":"[^"]{8}/, '"base64":"AAAAAAAA'))],
    ['invalid_body', lines.filter((line) => !line.includes('"kind":"type"'))],
  ];
  for (const [index, [code, all]] of bad.entries()) {
    const answer = await send(to, toAdmin, all);
    expect([index, ((await answer.json()) as { code: string }).code]).toEqual([index, code]);
  }
  expect(await everything(to)).toEqual(empty);
});

it('is the same here as there, read in every locale', async () => {
  const answer = await send(to, toAdmin, lines);

  expect([answer.status, await answer.json()]).toEqual([
    200,
    { types: 1, media: 1, entries: 453, translations: 3 },
  ]);
  expect(await linesOf(to, toAdmin)).toEqual(lines);
  for (const path of [
    'content/notes?include=cover,next&sort=slug',
    'content/notes/note-150?locale=de&include=cover',
  ]) {
    const plain = async (cms: TestCms) =>
      (await (await cms.ask(path)).text()).replaceAll(/"(?:version|updatedAt)":[^,]+/g, '');
    expect(await plain(to)).toBe(await plain(from));
  }
});

it('changes what is here already, as a new version, and twice does no harm', async () => {
  const edited = lines.map((line) => line.replaceAll('"Note 150"', '"Edited"'));
  const first = await send(to, toAdmin, edited);
  const second = await send(to, toAdmin, edited);
  const note = (await (await to.ask('content/notes/note-150')).json()) as {
    id: string;
    version: number;
    fields: object;
  };

  expect([first.status, second.status]).toEqual([200, 200]);
  expect(note).toMatchObject({ version: 3, fields: { title: 'Edited' } });
  const found = (await (await to.ask('search?q=edited')).json()) as { hits: { slug: string }[] };
  expect(found.hits.map(({ slug }) => slug)).toEqual(['note-150']);
  expect((await everything(to)).entries).toBe(453);
});

it('takes a content type of any name, that of its own table included', async () => {
  const type = {
    kind: 'type',
    definition: { name: 'imported', title: 'Imported', fields: [{ kind: 'text', name: 'title' }] },
  };
  const [entry = ''] = lines.filter((line) => line.includes('"kind":"entry"'));
  const made = { ...JSON.parse(entry), type: 'imported', slug: null, publishedSlug: null, published: null };
  const one = { ...made, id: 'f0000000-0000-4000-8000-000000000001', draft: { title: 'One' } };

  const answer = await send(to, toAdmin, [JSON.stringify(type), JSON.stringify(one)]);

  expect([answer.status, await answer.json()]).toMatchObject([200, { types: 1, entries: 1 }]);
  const read = await to.ask(`content/imported/${one.id}?state=draft`, { as: toAdmin });
  expect(((await read.json()) as { fields: object }).fields).toEqual({ title: 'One' });
});
