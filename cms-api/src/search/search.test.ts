import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestCms, statementsOf, type TestCms } from '../test-cms.ts';
import type { SearchAnswer } from './schema.ts';
import { rememberFirstLocale } from './store.ts';

let cms: TestCms;
let as: string;
const ids: Record<string, string> = {};
beforeAll(async () => {
  cms = await startTestCms({ locales: ['en', 'de', 'de-AT', 'fr'] });
  as = await cms.logIn('admin');
  const fields = [
    { kind: 'text', name: 'title', required: true, localized: true },
    { kind: 'slug', name: 'slug' },
    { kind: 'text', name: 'summary', localized: true },
    { kind: 'richText', name: 'body', localized: true },
    { kind: 'number', name: 'rank' },
  ];
  await cms.ask('types', { as, body: { name: 'notes', title: 'Notes', fields } });
  await cms.ask('types', { as, body: { name: 'places', title: 'Places', fields } });
  await write('notes', { title: 'The heron of Saltmere', slug: 'heron', rank: 1, body: body('It waits.') });
  await write('notes', {
    title: 'Walking slowly',
    slug: 'walk',
    rank: 2,
    body: body('A heron stood on the bridges.'),
  });
  await write('notes', {
    title: 'A crème brûlée',
    slug: 'food',
    rank: 3,
    summary: 'Burnt <b>sugar</b> & "cream"',
  });
  await write('places', { title: 'Heron Quay', slug: 'quay' });
  await write('notes', { title: 'A hidden heron', slug: 'hidden' }, false);
  await translate('heron', 'de', {
    title: 'Der Reiher von Saltmere',
    body: body('Er wartet auf Häuser am Fluss.'),
  });
  await translate('walk', 'fr', { title: 'Marcher lentement' });
});
afterAll(async () => {
  expect(cms.bugs).toEqual([]);
  await cms.stop();
});

const body = (text: string) => [{ type: 'paragraph', spans: [{ text }] }];
async function write(type: string, fields: { slug: string; [name: string]: unknown }, isPublished = true) {
  const made = await cms.ask(`content/${type}`, { as, body: { fields } });
  const { id } = (await made.json()) as { id: string };
  ids[fields.slug] = id;
  if (isPublished) await cms.ask(`content/${type}/${id}/publish`, { as, method: 'POST' });
}
async function translate(slug: string, locale: string, fields: object) {
  await cms.ask(`content/notes/${ids[slug]}?locale=${locale}`, { as, method: 'PATCH', body: { fields } });
  await cms.ask(`content/notes/${ids[slug]}/publish`, { as, method: 'POST' });
}
async function find(query: string): Promise<SearchAnswer> {
  const answer = await cms.ask(`search?${query}`);
  expect(answer.status, await answer.clone().text()).toBe(200);
  return (await answer.json()) as SearchAnswer;
}
const slugs = async (query: string) => (await find(query)).hits.map(({ slug }) => slug);

it('puts titles before texts, and finds no draft', async () => {
  expect(await slugs('q=heron&type=notes')).toEqual(['heron', 'walk']);
  expect((await slugs('q=heron')).sort()).toEqual(['heron', 'quay', 'walk']);
  expect(statementsOf(await cms.ask('search?q=heron'))).toBe(2);
});

it.each([
  ['another form of a word', 'bridge', ['walk']],
  ['a beginning', 'salt', ['heron']],
  ['a beginning that its stem has not', 'walkin', ['walk']],
  ['two letters changed', 'heorn&type=notes', ['heron', 'walk']],
  ['a letter left out', 'saltmre', ['heron']],
  ['no accents', 'creme brulee', ['food']],
  ['accents where none are', 'hérön saltmere', ['heron']],
  ['capitals', 'SALTMERE', ['heron']],
  ['all of the words', 'heron bridges', ['walk']],
  ['words of which one stands nowhere', 'heron zzzzzz', []],
  ['operators as mere words', "heron & !saltmere | 'x':*", []],
])('takes %s', async (_what, words, expected) => {
  const [q = '', ...rest] = words.split('&type=');
  const type = rest.length > 0 ? `&type=${rest}` : '';
  expect(await slugs(`q=${encodeURIComponent(q)}${type}`)).toEqual(expected);
});

it('says what it looked for instead', async () => {
  expect((await find('q=heorn')).corrected).toEqual({ heorn: expect.arrayContaining(['heron']) });
  expect((await find('q=heron')).corrected).toEqual({});
});

it('reads in the language of the reader, the nearest text of each entry', async () => {
  expect(await slugs('q=reiher&locale=de')).toEqual(['heron']);
  expect(await slugs('q=haus&locale=de')).toEqual(['heron']);
  expect(await slugs('q=reiher&locale=de-AT')).toEqual(['heron']);
  expect(await slugs('q=reiher')).toEqual([]);
  // Not translated: found by its original. Translated: by its translation.
  expect(await slugs('q=bridge&locale=de')).toEqual(['walk']);
  expect(await slugs('q=waits&locale=de')).toEqual([]);
  expect(await slugs('q=marchent&locale=fr&type=notes')).toEqual(['walk']);
});

it('shows where it was found, without markup of its own', async () => {
  const [hit] = (await find('q=sugar')).hits;

  expect(hit?.text.filter(({ isHit }) => isHit)).toEqual([{ text: 'sugar', isHit: true }]);
  expect(hit?.text.map(({ text }) => text).join('')).toMatch(/^Burnt +sugar +& "cream/);
  expect((await find('q=reiher&locale=de')).hits[0]?.title).toEqual([
    { text: 'Der ', isHit: false },
    { text: 'Reiher', isHit: true },
    { text: ' von Saltmere', isHit: false },
  ]);
});

it('filters by the fields of one type, and goes page by page', async () => {
  expect(await slugs('q=heron&type=notes&filter[rank][gt]=1')).toEqual(['walk']);
  const first = await find('q=heron&limit=2');
  const second = await find('q=heron&limit=2&page=2');

  expect([first.hits.length, first.nextPage, second.hits.length, second.nextPage]).toEqual([2, 2, 1, null]);
  for (const query of [
    'q=heron&filter[rank][gt]=1',
    'q=',
    'q=%20!!',
    'q=a&locale=xx',
    'q=a&other=1',
    `q=${'a '.repeat(1) + [...'bcdefghij'].join('+')}`,
  ]) {
    expect([query, (await cms.ask(`search?${query}`)).status]).toEqual([query, 400]);
  }
});

it('forgets what is taken back, changed or deleted', async () => {
  await write('notes', { title: 'An otter', slug: 'otter' });
  expect(await slugs('q=otter')).toEqual(['otter']);
  await cms.ask(`content/notes/${ids.otter}`, {
    as,
    method: 'PATCH',
    body: { fields: { title: 'A beaver' } },
  });
  expect(await slugs('q=otter')).toEqual(['otter']);
  await cms.ask(`content/notes/${ids.otter}/publish`, { as, method: 'POST' });
  expect([await slugs('q=otter'), await slugs('q=beaver')]).toEqual([[], ['otter']]);
  await cms.ask(`content/notes/${ids.otter}/unpublish`, { as, method: 'POST' });
  expect(await slugs('q=beaver')).toEqual([]);
});

it('reads everything anew when the first locale becomes another', async () => {
  await rememberFirstLocale(cms.pool, 'fr');
  const { rows } = await cms.pool.query(
    `select count(*)::integer as count from cms.search_documents where locale = 'en'`,
  );
  await rememberFirstLocale(cms.pool, 'en');

  expect(rows).toEqual([{ count: 0 }]);
  expect(await slugs('q=saltmere')).toEqual(['heron']);
});
