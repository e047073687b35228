import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestCms, statementsOf, type TestCms } from '../test-cms.ts';
import type { TranslatedEntry, TranslationLine } from './schema.ts';

let cms: TestCms;
let as: string;
let first: string;
let second: string;
beforeAll(async () => {
  cms = await startTestCms({ locales: ['en', 'de', 'de-AT', 'fr'] });
  as = await cms.logIn('admin');
  const fields = [
    { kind: 'text', name: 'title', required: true, localized: true },
    { kind: 'slug', name: 'slug' },
    { kind: 'text', name: 'summary', localized: true, maxLength: 40 },
    { kind: 'richText', name: 'body', localized: true },
    { kind: 'number', name: 'rank' },
  ];
  await cms.ask('types', { as, body: { name: 'notes', title: 'Notes', fields } });
  first = await create({ title: 'A ferry', slug: 'ferry', summary: 'It waits.', body: body('Slowly.') });
  second = await create({ title: 'A lock', slug: 'lock' });
});
afterAll(async () => {
  expect(cms.bugs).toEqual([]);
  await cms.stop();
});

const body = (text: string) => [{ type: 'paragraph', spans: [{ text }] }];
async function create(fields: object): Promise<string> {
  const made = await cms.ask('content/notes', { as, body: { fields } });
  return ((await made.json()) as { id: string }).id;
}
const change = (id: string, fields: object, locale = '') =>
  cms.ask(`content/notes/${id}${locale && `?locale=${locale}`}`, { as, method: 'PATCH', body: { fields } });
const review = (id: string, locale: string, asked: object = {}) =>
  cms.ask(`translations/notes/${id}/review?locale=${locale}`, { as, body: asked });
async function statusOf(id: string, locale: string) {
  const answer = await cms.ask(`translations/notes?locale=${locale}&status=missing,draft,reviewed,stale`, {
    as,
  });
  const { entries } = (await answer.json()) as { entries: TranslatedEntry[] };
  return entries.find((one) => one.id === id)?.fields;
}
async function exported(query: string): Promise<TranslationLine[]> {
  const answer = await cms.ask(`translations/notes/export?${query}`, { as });
  expect(answer.headers.get('content-type')).toBe('application/x-ndjson');
  return (await answer.text())
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}
const send = (text: string) =>
  fetch(`${cms.api}/translations/notes/import`, {
    method: 'POST',
    headers: { authorization: `Bearer ${as}`, 'content-type': 'application/x-ndjson' },
    body: text,
  });
const toText = (lines: object[]) => lines.map((line) => JSON.stringify(line)).join('\n');

it('follows a field from missing to draft, reviewed, stale and back', async () => {
  expect(await statusOf(first, 'de')).toEqual({ title: 'missing', summary: 'missing', body: 'missing' });
  await change(first, { title: 'Eine Fähre', summary: 'Sie wartet.' }, 'de');
  expect(await statusOf(first, 'de')).toEqual({ title: 'draft', summary: 'draft', body: 'missing' });
  expect((await review(first, 'de', { fields: ['title', 'body'] })).status).toBe(200);
  expect(await statusOf(first, 'de')).toEqual({ title: 'reviewed', summary: 'draft', body: 'missing' });
  await change(first, { title: 'A small ferry', rank: 3 });
  expect(await statusOf(first, 'de')).toEqual({ title: 'stale', summary: 'draft', body: 'missing' });
  await change(first, { title: 'A ferry' });
  expect(await statusOf(first, 'de')).toMatchObject({ title: 'reviewed' });
  await change(first, { summary: null }, 'de');
  expect(await statusOf(first, 'de')).toMatchObject({ summary: 'missing' });
  await change(first, { summary: 'Sie wartet.' }, 'de');
  expect(await statusOf(second, 'de')).toEqual({ title: 'missing' });
});

it('is read in each locale, with what is missing from the wider one', async () => {
  await change(first, { title: 'Eine Fähre' }, 'de');
  await change(first, { summary: 'Sie wartet eh.' }, 'de-AT');
  await cms.ask(`content/notes/${first}/publish`, { as, method: 'POST' });
  const read = async (locale: string) =>
    ((await (await cms.ask(`content/notes/ferry?locale=${locale}`)).json()) as { fields: object }).fields;

  expect(await read('en')).toMatchObject({ title: 'A ferry', summary: 'It waits.', body: body('Slowly.') });
  expect(await read('de')).toMatchObject({
    title: 'Eine Fähre',
    summary: 'Sie wartet.',
    body: body('Slowly.'),
  });
  expect(await read('de-AT')).toMatchObject({ title: 'Eine Fähre', summary: 'Sie wartet eh.' });
  expect(await read('fr')).toMatchObject({ title: 'A ferry' });
});

it('goes out, comes back edited, and stands as it was sent', async () => {
  const out = await exported('locale=fr');
  expect(out.map(({ slug, field, source }) => [slug, field, source])).toEqual([
    ['ferry', 'title', 'A ferry'],
    ['ferry', 'summary', 'It waits.'],
    ['ferry', 'body', body('Slowly.')],
    ['lock', 'title', 'A lock'],
  ]);
  // The source changes while it is away.
  await change(first, { summary: 'It waits for you.' });
  const back = out.map((line) => ({
    ...line,
    target: line.field === 'body' ? body('Lentement.') : `fr: ${line.source}`,
    reviewed: line.field === 'title',
  }));
  const answer = await send(toText(back));

  expect([answer.status, await answer.json()]).toEqual([200, { written: 4 }]);
  expect(await statusOf(first, 'fr')).toEqual({ title: 'reviewed', summary: 'stale', body: 'draft' });
  expect(await exported('locale=fr')).toMatchObject([
    { field: 'summary', target: 'fr: It waits.', status: 'stale' },
  ]);
  const again = await exported('locale=fr&status=missing,draft,reviewed,stale');
  expect(again.map(({ target }) => target)).toEqual(back.map(({ target }) => target));
});

it('writes none of the lines when one does not fit, and names it', async () => {
  const [good] = await exported('locale=de-AT');
  const bad: [string, object | string, string, number][] = [
    [
      'a text that is too long',
      { ...good, field: 'summary', target: 'x'.repeat(41) },
      'lines.2.summary',
      400,
    ],
    ['a field that is not localized', { ...good, field: 'rank', target: 1 }, 'lines.2.rank', 400],
    [
      'an entry that is not there',
      { ...good, id: '0190f5e0-0000-7000-8000-00000000beef', target: 'x' },
      'lines.2.id',
      400,
    ],
    ['the first locale', { ...good, locale: 'en', target: 'x' }, 'lines.2.locale', 400],
    ['no JSON', '{', 'lines.2', 400],
  ];
  for (const [what, line, field, status] of bad) {
    const text = `${toText([{ ...good, field: 'title', target: 'kept?' }])}\n${typeof line === 'string' ? line : toText([line])}`;
    const answer = await send(text);
    expect([what, answer.status, ((await answer.json()) as { field: string }).field]).toEqual([
      what,
      status,
      field,
    ]);
  }
  expect((await send(`"${'x'.repeat(2_200_000)}`)).status).toBe(413);
  expect(await statusOf(first, 'de-AT')).toMatchObject({ title: 'missing' });
});

it('counts how fields stand, in few statements', async () => {
  const answer = await cms.ask('translations/notes/summary', { as });

  expect(await answer.json()).toMatchObject({ locales: { fr: { reviewed: 2, draft: 1, stale: 1 } } });
  expect(statementsOf(answer)).toBe(4);
});

it('shows authors their own entries only', async () => {
  const author = await cms.logIn('author');
  const answer = await cms.ask('translations/notes?locale=fr&status=draft,stale,reviewed,missing', {
    as: author,
  });

  expect(await answer.json()).toEqual({ entries: [], next: null });
  expect(
    (await cms.ask(`translations/notes/${first}/review?locale=fr`, { as: author, body: {} })).status,
  ).toBe(404);
});
