import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { drawNoise, uploadTo } from '../media/test-pictures.ts';
import { startTestCms, statementsOf, type TestCms } from '../test-cms.ts';
import { publishDue } from './schedule.ts';

type Entry = {
  id: string;
  version: number;
  status: string;
  publishedAt: string | null;
  fields: Record<string, unknown>;
};
type Page = { entries: Entry[]; next: string | null; total?: number };

const definition = {
  name: 'notes',
  title: 'Notes',
  fields: [
    { kind: 'text', name: 'title', required: true, localized: true },
    { kind: 'slug', name: 'slug' },
    { kind: 'richText', name: 'body', localized: true },
    { kind: 'number', name: 'rank' },
    { kind: 'boolean', name: 'isOpen' },
    { kind: 'date', name: 'day' },
    { kind: 'json', name: 'extra' },
    { kind: 'enum', name: 'mood', values: ['good', 'bad'] },
    { kind: 'media', name: 'image' },
    { kind: 'relation', name: 'parent', to: 'notes' },
    { kind: 'relation', name: 'friends', to: 'notes', many: true },
  ],
};

describe('entries', () => {
  let cms: TestCms;
  let editor: string;
  let author: string;
  let other: string;
  let admin: string;
  let count = 0;

  beforeAll(async () => {
    cms = await startTestCms();
    [admin, editor, author, other] = [
      await cms.logIn('admin'),
      await cms.logIn('editor'),
      await cms.logIn('author'),
      await cms.logIn('author', 'other'),
    ];
    const made = await cms.ask('types', { as: admin, body: definition });
    expect(made.status).toBe(201);
  });
  afterAll(async () => {
    expect(cms.bugs).toEqual([]);
    await cms.stop();
  });
  beforeEach(() => {
    count += 1;
  });

  async function create(fields: object, as = editor): Promise<Entry> {
    const answer = await cms.ask('content/notes', {
      as,
      body: { fields: { title: `note ${count}`, ...fields } },
    });
    expect(answer.status, await answer.clone().text()).toBe(201);
    return (await answer.json()) as Entry;
  }
  async function publish({ id }: Entry): Promise<Entry> {
    const answer = await cms.ask(`content/notes/${id}/publish`, { as: editor, method: 'POST' });
    expect(answer.status).toBe(200);
    return (await answer.json()) as Entry;
  }
  async function list(query: string, as?: string): Promise<Page> {
    const answer = await cms.ask(`content/notes?${query}`, { as });
    expect(answer.status, await answer.clone().text()).toBe(200);
    return (await answer.json()) as Page;
  }
  const change = (id: string, fields: object, headers = {}, as = editor) =>
    cms.ask(`content/notes/${id}`, { method: 'PATCH', as, body: { fields }, headers });

  it('takes a value of each kind and gives it back', async () => {
    const picture = await uploadTo(cms, editor, await drawNoise(8, 8).png().toBuffer(), 'name=a.png');
    const { id: image } = (await picture.json()) as Entry;
    const fields = {
      title: 'all',
      slug: `all-${count}`,
      body: [
        { type: 'heading', level: 2, spans: [{ text: 'A', bold: true }] },
        { type: 'list', ordered: true, items: [[{ text: 'one', href: 'https://example.test/' }]] },
      ],
      rank: 1.5,
      isOpen: false,
      day: '2026-11-24',
      extra: { deep: [1, null, 'ü'] },
      mood: 'good',
      image,
    };

    const made = await create(fields);
    const read = await cms.ask(`content/notes/${made.id}?state=draft`, { as: editor });

    expect(((await read.json()) as Entry).fields).toEqual(fields);
    expect(made).toMatchObject({ version: 1, status: 'draft', publishedAt: null });
  });

  it.each([
    ['title', {}, 'fields.title'],
    ['an unknown field', { title: 'x', secret: 1 }, 'fields.secret'],
    ['a number that is none', { title: 'x', rank: '5' }, 'fields.rank'],
    ['a slug that is none', { title: 'x', slug: 'No Slug' }, 'fields.slug'],
    ['a mood that is none', { title: 'x', mood: 'odd' }, 'fields.mood'],
    ['NUL', { title: 'a\u0000b' }, 'fields.title'],
    ['NUL in JSON', { title: 'x', extra: { a: ['\u0000'] } }, 'fields.extra'],
    ['half a character', { title: '\ud800' }, 'fields.title'],
    [
      'a script as a link',
      { title: 'x', body: [{ type: 'paragraph', spans: [{ text: 'x', href: 'javascript:alert(1)' }] }] },
      'fields.body.0.spans.0.href',
    ],
    ['a relation to nobody', { title: 'x', parent: '0190f5e0-0000-7000-8000-00000000dead' }, 'parent'],
    [
      'a friend twice',
      {
        title: 'x',
        friends: ['0190f5e0-0000-7000-8000-000000000001', '0190f5e0-0000-7000-8000-000000000001'],
      },
      'fields.friends',
    ],
  ])('refuses an entry by %s', async (_what, fields, field) => {
    const answer = await cms.ask('content/notes', { as: editor, body: { fields } });

    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code: 'invalid_body', field });
  });

  it('shows readers nothing before it is published, and what was published until it is again', async () => {
    const made = await create({ title: 'first', slug: `seen-${count}` });
    expect((await cms.ask(`content/notes/seen-${count}`)).status).toBe(404);

    const published = await publish(made);
    await change(made.id, { title: 'second' });
    const seen = (await (await cms.ask(`content/notes/seen-${count}`)).json()) as Entry;
    const draft = (await (
      await cms.ask(`content/notes/${made.id}?state=draft`, { as: editor })
    ).json()) as Entry;

    expect(published.status).toBe('published');
    expect(seen.fields.title).toBe('first');
    expect(draft).toMatchObject({ status: 'changed', fields: { title: 'second' } });

    await cms.ask(`content/notes/${made.id}/unpublish`, { as: editor, method: 'POST' });
    expect((await cms.ask(`content/notes/seen-${count}`)).status).toBe(404);
  });

  it('keeps drafts from readers, from strangers and from other authors', async () => {
    const made = await create({ slug: `mine-${count}` }, author);
    const path = `content/notes/${made.id}?state=draft`;

    expect((await cms.ask(path)).status).toBe(401);
    expect((await cms.ask(path, { as: await cms.logIn('reader', `reader${count}`) })).status).toBe(403);
    expect((await cms.ask(path, { as: other })).status).toBe(404);
    expect((await cms.ask(path, { as: author })).status).toBe(200);
    expect((await cms.ask(path, { as: editor })).status).toBe(200);
    const ids = (await list('state=draft&limit=100', other)).entries.map(({ id }) => id);
    expect(ids).not.toContain(made.id);
    expect((await change(made.id, { title: 'stolen' }, {}, other)).status).toBe(404);
    expect((await cms.ask(`content/notes/${made.id}/versions`, { as: other })).status).toBe(404);
    expect((await cms.ask(`content/notes/${made.id}`, { as: other, method: 'DELETE' })).status).toBe(404);
  });

  it('lets one of two clients win, and tells the other', async () => {
    const made = await create({ rank: 1 });
    const headers = { 'If-Match': '"1"' };

    const answers = await Promise.all([
      change(made.id, { rank: 2 }, headers),
      change(made.id, { mood: 'good' }, headers),
    ]);

    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
    const winner = answers.find(({ status }) => status === 200);
    const loser = answers.find(({ status }) => status === 412);
    expect(winner?.headers.get('etag')).toBe('"2"');
    expect(await loser?.json()).toMatchObject({ code: 'precondition_failed' });
    const kept = (await (
      await cms.ask(`content/notes/${made.id}?state=draft`, { as: editor })
    ).json()) as Entry;
    expect(kept.version).toBe(2);
    expect([kept.fields.rank, kept.fields.mood]).toEqual(
      answers[0]?.status === 200 ? [2, undefined] : [1, 'good'],
    );
  });

  it('takes two changes of different fields at once when nobody asks for more', async () => {
    const made = await create({ rank: 1 });

    await Promise.all([change(made.id, { rank: 2 }), change(made.id, { mood: 'bad' })]);

    const kept = (await (
      await cms.ask(`content/notes/${made.id}?state=draft`, { as: editor })
    ).json()) as Entry;
    expect(kept).toMatchObject({ version: 3, fields: { rank: 2, mood: 'bad' } });
  });

  it('makes one entry of twenty requests with one Idempotency-Key', async () => {
    const body = { fields: { title: 'once', slug: `once-${count}` } };
    const ask = (key: string, changed: object = body) =>
      cms.ask('content/notes', { as: editor, body: changed, headers: { 'Idempotency-Key': key } });

    const answers = await Promise.all(Array.from({ length: 20 }, () => ask(`key-${count}`)));
    const entries = (await Promise.all(answers.map((answer) => answer.json()))) as Entry[];

    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(201));
    expect(new Set(entries.map(({ id }) => id)).size).toBe(1);
    expect(answers.filter((answer) => answer.headers.get('idempotency-replayed')).length).toBe(19);
    expect(answers.every((answer) => answer.headers.get('etag') === '"1"')).toBe(true);
    const { rows } = await cms.pool.query(
      `select count(*)::integer as n from notes where slug = 'once-${count}'`,
    );
    expect(rows[0].n).toBe(1);
    expect((await ask(`key-${count}`, { fields: { title: 'another' } })).status).toBe(422);
  });

  it('keeps no answer to a refused request: the key may be used again', async () => {
    const headers = { 'Idempotency-Key': `refused-${count}` };

    const refused = await cms.ask('content/notes', {
      as: editor,
      body: { fields: { title: 'x', parent: crypto.randomUUID() } },
      headers,
    });
    const taken = await cms.ask('content/notes', { as: editor, body: { fields: { title: 'x' } }, headers });

    expect([refused.status, taken.status]).toEqual([400, 201]);
  });

  it('refuses a slug that is taken, and lets it go with its entry', async () => {
    const made = await create({ slug: `taken-${count}` });
    const again = () =>
      cms.ask('content/notes', { as: editor, body: { fields: { title: 'x', slug: `taken-${count}` } } });

    const refused = await again();
    expect(refused.status).toBe(409);
    expect(await refused.json()).toMatchObject({ code: 'conflict', field: 'slug' });

    expect((await cms.ask(`content/notes/${made.id}`, { as: editor, method: 'DELETE' })).status).toBe(204);
    expect((await again()).status).toBe(201);
  });

  it('does not delete what others point to', async () => {
    const parent = await create({});
    const child = await create({ parent: parent.id });

    const refused = await cms.ask(`content/notes/${parent.id}`, { as: editor, method: 'DELETE' });
    expect(refused.status).toBe(409);
    expect(((await refused.json()) as { detail: string }).detail).toContain('notes.parent');

    await change(child.id, { parent: null });
    expect((await cms.ask(`content/notes/${parent.id}`, { as: editor, method: 'DELETE' })).status).toBe(204);
  });

  it('lists versions, tells what changed and makes an old one new', async () => {
    const made = await create({ rank: 1, extra: { a: 1 } });
    await change(made.id, { rank: 2, extra: { a: 2 }, mood: 'good' });
    await cms.ask(`content/notes/${made.id}?locale=de`, {
      method: 'PATCH',
      as: editor,
      body: { fields: { title: 'Notiz' } },
    });

    const { versions } = (await (
      await cms.ask(`content/notes/${made.id}/versions`, { as: editor })
    ).json()) as { versions: { version: number; change: string }[] };
    const diff = await (
      await cms.ask(`content/notes/${made.id}/versions/1/diff?with=3`, { as: editor })
    ).json();
    const restored = await cms.ask(`content/notes/${made.id}/versions/1/restore`, {
      as: editor,
      method: 'POST',
    });

    expect(versions.map(({ version, change: what }) => [version, what])).toEqual([
      [3, 'update de'],
      [2, 'update'],
      [1, 'create'],
    ]);
    expect(diff).toEqual({
      differences: expect.arrayContaining([
        { field: 'rank', from: 1, to: 2 },
        { field: 'extra', from: { a: 1 }, to: { a: 2 } },
        { field: 'mood', from: null, to: 'good' },
        { field: 'title', from: null, to: 'Notiz', locale: 'de' },
      ]),
    });
    expect(await restored.json()).toMatchObject({ version: 4, fields: { rank: 1, extra: { a: 1 } } });
  });

  it('publishes and takes back what is due', async () => {
    const made = await create({ slug: `due-${count}` });
    const schedule = (body: object) => cms.ask(`content/notes/${made.id}/schedule`, { as: editor, body });
    await schedule({ publishAt: new Date(Date.now() + 3_600_000).toISOString() });

    expect(await publishDue(cms.pool, cms.types, () => {})).toBe(0);
    await schedule({ publishAt: new Date(Date.now() - 1_000).toISOString() });
    expect(await publishDue(cms.pool, cms.types, () => {})).toBe(1);
    expect((await cms.ask(`content/notes/due-${count}`)).status).toBe(200);

    await schedule({ unpublishAt: new Date(Date.now() - 1_000).toISOString() });
    expect(await publishDue(cms.pool, cms.types, () => {})).toBe(1);
    expect((await cms.ask(`content/notes/due-${count}`)).status).toBe(404);
    expect(await publishDue(cms.pool, cms.types, () => {})).toBe(0);
  });

  it('filters by each operator', async () => {
    const group = `group ${count}`;
    const [a, b, c] = [
      await publish(
        await create({ title: `${group} apple`, rank: 1, isOpen: true, day: '2026-01-01', mood: 'good' }),
      ),
      await publish(
        await create({ title: `${group} Banana_%`, rank: 2, isOpen: false, day: '2026-02-01', mood: 'bad' }),
      ),
      await publish(await create({ title: `${group} cherry`, rank: 10, day: '2026-03-01' })),
    ];
    await publish({
      ...a,
      ...((await (await change(a.id, { parent: b.id, friends: [b.id, c.id] })).json()) as Entry),
    });
    const found = async (filter: string) => {
      const { entries } = await list(`filter[title][startsWith]=${group}&sort=rank&${filter}`);
      return entries.map(({ fields }) => fields.rank);
    };

    expect(await found('filter[rank][eq]=2')).toEqual([2]);
    expect(await found('filter[rank][ne]=2')).toEqual([1, 10]);
    expect(await found('filter[rank][in]=1,10')).toEqual([1, 10]);
    expect(await found('filter[rank][gt]=2')).toEqual([10]);
    expect(await found('filter[rank][gte]=2&filter[rank][lt]=10')).toEqual([2]);
    expect(await found('filter[rank][lte]=1')).toEqual([1]);
    expect(await found('filter[isOpen][eq]=true')).toEqual([1]);
    expect(await found('filter[day][gt]=2026-01-15')).toEqual([2, 10]);
    expect(await found('filter[mood][exists]=false')).toEqual([10]);
    expect(await found('filter[title][contains]=banana_%25')).toEqual([2]);
    expect(await found(`filter[parent][eq]=${b.id}`)).toEqual([1]);
    expect(await found(`filter[friends][contains]=${c.id}`)).toEqual([1]);
    expect(await found('filter[friends.rank][eq]=10')).toEqual([1]);
    expect(await found('filter[parent.title][contains]=banana')).toEqual([1]);
    expect(await found(`filter[id][in]=${a.id},${c.id}`)).toEqual([1, 10]);
    expect(await found(`filter[publishedAt][lt]=2020-01-01`)).toEqual([]);
  });

  it('walks through any order without missing or repeating one', async () => {
    const group = `walk ${count}`;
    for (let index = 0; index < 7; index++) {
      await publish(
        await create({ title: group, rank: index % 3, ...(index % 2 === 0 && { mood: 'good' }) }),
      );
    }
    for (const sort of [
      'rank',
      '-rank',
      'mood,-rank',
      '-mood,rank,title',
      'publishedAt',
      '-publishedAt',
      'isOpen',
    ]) {
      const ids: string[] = [];
      let cursor = '';
      do {
        const page = await list(`filter[title][eq]=${group}&sort=${sort}&limit=2${cursor}`);
        ids.push(...page.entries.map(({ id }) => id));
        cursor = page.next === null ? '' : `&cursor=${page.next}`;
      } while (cursor !== '');
      const { entries, total } = await list(`filter[title][eq]=${group}&sort=${sort}&limit=100&total=true`);
      expect(ids, sort).toEqual(entries.map(({ id }) => id));
      expect(total).toBe(7);
      const { entries: second } = await list(`filter[title][eq]=${group}&sort=${sort}&limit=2&page=2`);
      expect(
        second.map(({ id }) => id),
        sort,
      ).toEqual(ids.slice(2, 4));
    }
  });

  it('includes relations of relations, each where it belongs', async () => {
    const top = await publish(await create({ title: 'top' }));
    const middle = await publish(await create({ title: 'middle', parent: top.id }));
    const hidden = await create({ title: 'hidden' });
    const bottom = await publish(
      await create({
        title: 'bottom',
        slug: `bottom-${count}`,
        parent: middle.id,
        friends: [top.id, hidden.id, middle.id],
      }),
    );

    const answer = await cms.ask(`content/notes/${bottom.id}?include=parent.parent,friends`);
    const { fields } = (await answer.json()) as {
      fields: { parent: Entry & { fields: { parent: Entry } }; friends: Entry[] };
    };

    expect(fields.parent.fields.title).toBe('middle');
    expect(fields.parent.fields.parent.fields.title).toBe('top');
    expect(fields.friends.map((friend) => friend.fields.title)).toEqual(['top', 'middle']);
    expect(statementsOf(answer)).toBeLessThanOrEqual(4);
    expect((await cms.ask('content/notes?include=parent.parent.parent.parent')).status).toBe(400);
  });

  it('answers 304 to who holds the newest, for one small statement', async () => {
    const parent = await publish(await create({ title: 'parent' }));
    const made = await publish(await create({ parent: parent.id, slug: `held-${count}` }));

    for (const path of [`content/notes/held-${count}?include=parent`, 'content/notes?include=parent']) {
      const first = await cms.ask(path);
      const etag = first.headers.get('etag') ?? '';
      const held = { headers: { 'If-None-Match': etag } };
      const same = await cms.ask(path, held);
      expect([same.status, statementsOf(same), await same.text()]).toEqual([304, 1, '']);
      expect(same.headers.get('etag')).toBe(etag);

      await change(parent.id, { title: `parent of ${path}` });
      await publish(parent);
      expect((await cms.ask(path, held)).status, path).toBe(200);
    }
    await change(made.id, { rank: 7 });
    await publish(made);
    expect(((await (await cms.ask(`content/notes/held-${count}`)).json()) as Entry).fields.rank).toBe(7);
  });

  it('reads in a locale, with what is missing from the wider one', async () => {
    const made = await create({ title: 'note', slug: `local-${count}` });
    const translate = (locale: string, fields: object) =>
      cms.ask(`content/notes/${made.id}?locale=${locale}`, { method: 'PATCH', as: editor, body: { fields } });
    await translate('de', { title: 'Notiz', body: [{ type: 'paragraph', spans: [{ text: 'Text' }] }] });
    await translate('de-AT', { title: 'Notizerl' });
    await publish(made);
    const read = async (locale: string) =>
      ((await (await cms.ask(`content/notes/local-${count}?locale=${locale}`)).json()) as Entry).fields;

    expect((await read('en')).title).toBe('note');
    expect((await read('de')).title).toBe('Notiz');
    expect(await read('de-AT')).toMatchObject({ title: 'Notizerl', body: [{ type: 'paragraph' }] });
    const { entries } = await list(`locale=de&filter[slug][eq]=local-${count}`);
    expect(entries[0]?.fields.title).toBe('Notiz');
    expect(entries[0]?.fields).not.toHaveProperty('body');
    expect((await translate('de', { rank: 5 })).status).toBe(400);
  });

  it('creates and changes a thousand at once, all or none, in few statements', async () => {
    const entries = Array.from({ length: 1_000 }, (_, index) => ({
      fields: { title: `bulk ${count} ${index}`, rank: index },
    }));
    const made = await cms.ask('content/notes/bulk', { as: editor, body: { entries } });
    const { ids } = (await made.json()) as { ids: string[] };
    expect(made.status).toBe(201);
    expect(statementsOf(made)).toBeLessThanOrEqual(7);

    const patch = (changes: object[]) =>
      cms.ask('content/notes/bulk', { method: 'PATCH', as: editor, body: { entries: changes } });
    const changed = await patch(ids.map((id) => ({ id, version: 1, fields: { mood: 'good' } })));
    expect(await changed.json()).toEqual({ changed: 1_000 });
    expect(statementsOf(changed)).toBeLessThanOrEqual(7);

    const refused = await patch([
      { id: ids[0], fields: { rank: -1 } },
      { id: ids[1], version: 1, fields: { rank: -1 } },
    ]);
    expect(refused.status).toBe(412);
    const first = (await (
      await cms.ask(`content/notes/${ids[0]}?state=draft`, { as: editor })
    ).json()) as Entry;
    expect(first).toMatchObject({ version: 2, fields: { rank: 0, mood: 'good' } });
  });

  it('answers without a body to who prefers that', async () => {
    const headers = { Prefer: 'return=minimal' };
    const made = await cms.ask('content/notes', { as: editor, body: { fields: { title: 'x' } }, headers });
    const id = made.headers.get('location')?.split('/').at(-1) ?? '';
    const changed = await change(id, { rank: 1 }, headers);

    expect([made.status, await made.text(), changed.status]).toEqual([201, '', 204]);
    expect(changed.headers.get('preference-applied')).toBe('return=minimal');
    expect(changed.headers.get('etag')).toBe('"2"');
  });
});
