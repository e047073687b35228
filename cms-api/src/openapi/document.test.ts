import { createConfig, lintFromString } from '@redocly/openapi-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { magazineEndpoints } from '../magazine/routes.ts';
import { seedDemo } from '../magazine/seed.ts';
import { drawNoise, uploadTo } from '../media/test-pictures.ts';
import { startTestCms, type TestCms, testPassword } from '../test-cms.ts';

let cms: TestCms;
beforeAll(async () => {
  cms = await startTestCms({ extras: magazineEndpoints });
  await seedDemo(cms.pool, { now: new Date(), readings: 1_000 });
  cms.types.forget();
});
afterAll(async () => {
  expect(cms.bugs).toEqual([]);
  await cms.stop();
});

it('is a document without errors', async () => {
  const source = await (await cms.ask('openapi.json')).text();

  const problems = await lintFromString({ source, config: await createConfig({ extends: ['recommended'] }) });

  expect(problems.filter(({ severity }) => severity === 'error').map(({ message }) => message)).toEqual([]);
});

it('tells of every content type with its own fields', async () => {
  const document = (await (await cms.ask('openapi.json')).json()) as {
    components: { schemas: Record<string, { properties: object }> };
  };

  expect(Object.keys(document.components.schemas.ArticlesFields?.properties ?? {})).toEqual(
    expect.arrayContaining(['title', 'slug', 'body', 'author', 'tags']),
  );
});

it('is a page as well, without a script', async () => {
  const answer = await fetch(`${cms.api}/docs`);
  const page = await answer.text();

  expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(page).toContain('/content/articles/{id}');
  expect(page).not.toContain('<script');
});

it('tells truly what each endpoint answers', async () => {
  const as = await cms.logIn('admin');
  const json = async <T>(path: string, asked: object = {}) =>
    (await (await cms.ask(path, { as, ...asked })).json()) as T;
  type Made = { id: string };

  const role = await json<Made>('roles', { body: { name: 'guest', permissions: ['audit.read'] } });
  await json(`roles/${role.id}`, { method: 'PUT', body: { permissions: [] } });
  await json('roles');
  await cms.ask(`roles/${role.id}`, { as, method: 'DELETE' });
  const user = await json<Made>('users', {
    body: { email: 'guest@example.test', name: 'Guest', password: testPassword, role: 'editor' },
  });
  await json('users?limit=1');
  await json(`users/${user.id}`);
  await json(`users/${user.id}`, { method: 'PATCH', body: { name: 'Guest of honour' } });
  const guest = await json<{ accessToken: string; refreshToken: string }>('auth/login', {
    body: { email: 'guest@example.test', password: testPassword },
  });
  const next = await json<{ accessToken: string }>('auth/refresh', {
    body: { refreshToken: guest.refreshToken },
  });
  await json('auth/me');
  await cms.ask('auth/password', {
    as: next.accessToken,
    body: { current: testPassword, next: `${testPassword}!` },
  });
  await cms.ask('auth/logout', { as: next.accessToken, method: 'POST' });
  await cms.ask(`users/${user.id}`, { as, method: 'DELETE' });
  const token = await json<Made>('tokens', {
    body: { name: 'ci', scopes: [], expiresAt: '2099-01-01T00:00:00Z' },
  });
  await json('tokens');
  await cms.ask(`tokens/${token.id}`, { as, method: 'DELETE' });

  const definition = {
    name: 'notes',
    title: 'Notes',
    fields: [{ kind: 'text', name: 'text', required: true }],
  };
  await json('types', { body: definition });
  await json('types');
  await json('types/notes');
  await json('types/notes', { method: 'PUT', body: { ...definition, title: 'Small notes' } });
  const note = await json<Made>('content/notes', { body: { fields: { text: 'a' } } });
  await json(`content/notes/${note.id}`, { method: 'PATCH', body: { fields: { text: 'b' } } });
  await json(`content/notes/${note.id}/publish`, { method: 'POST' });
  await json(`content/notes/${note.id}/schedule`, { body: { unpublishAt: '2099-01-01T00:00:00Z' } });
  await json(`content/notes/${note.id}/versions`);
  await json(`content/notes/${note.id}/versions/1`);
  await json(`content/notes/${note.id}/versions/1/diff?with=2`);
  await json(`content/notes/${note.id}/versions/1/restore`, { method: 'POST' });
  await json(`content/notes/${note.id}/unpublish`, { method: 'POST' });
  const { ids } = await json<{ ids: string[] }>('content/notes/bulk', {
    body: { entries: [{ fields: { text: 'c' } }] },
  });
  await json('content/notes/bulk', {
    method: 'PATCH',
    body: { entries: [{ id: ids[0], fields: { text: 'd' } }] },
  });
  await json('content/notes?state=draft&total=true');
  await json(`content/notes/${note.id}?state=draft`);
  for (const id of [note.id, ...ids]) await cms.ask(`content/notes/${id}`, { as, method: 'DELETE' });
  await cms.ask('types/notes', { as, method: 'DELETE' });

  const { entries: some } = await json<{ entries: Made[] }>('content/articles?limit=1');
  const tagged = some[0]?.id;
  await json('search?q=heron');
  await json('translations/articles?locale=de&limit=1');
  await json('translations/articles/summary');
  await cms.ask('translations/articles/export?locale=de', { as });
  await json(`translations/articles/${tagged}/review?locale=de`, { body: {} });
  await cms.ask('export', { as });
  for (const path of ['import', 'translations/articles/import']) {
    const headers = { authorization: `Bearer ${as}`, 'content-type': 'application/x-ndjson' };
    await fetch(`${cms.api}/${path}`, { method: 'POST', headers, body: '' });
    cms.seen.add(`post /${path.replace('articles', '{type}')} 200`);
  }
  const hook = await json<Made>('webhooks', {
    body: { name: 'a', url: 'https://hooks.example', events: ['entry.*'] },
  });
  await json('webhooks');
  await json(`webhooks/${hook.id}`);
  await json(`webhooks/${hook.id}`, { method: 'PATCH', body: { events: ['entry.update'] } });
  await json(`content/articles/${tagged}`, { method: 'PATCH', body: { fields: { readingMinutes: 3 } } });
  const { deliveries } = await json<{ deliveries: Made[] }>(`webhooks/${hook.id}/deliveries`);
  await cms.pool.query(`update cms.webhook_deliveries set state = 'dead'`);
  await cms.ask(`webhooks/${hook.id}/deliveries/${deliveries[0]?.id}/replay`, { as, method: 'POST' });
  await cms.ask(`webhooks/${hook.id}`, { as, method: 'DELETE' });

  const picture = await drawNoise(40, 30).png().toBuffer();
  const media = (await (await uploadTo(cms, as, picture, 'name=a.png')).json()) as Made;
  cms.seen.add('post /media 201');
  await json('media?limit=1');
  await json(`media/${media.id}/info`);
  await cms.ask(`media/${media.id}?w=16`);
  await json(`media/${media.id}`, { method: 'PATCH', body: { alt: 'a' } });
  await cms.ask(`media/${media.id}`, { as, method: 'DELETE' });

  for (const path of ['articles?include=author,tags', 'articles?fields=title', 'authors', 'tags'])
    await json(`content/${path}`);
  const { entries } = await json<{ entries: { id: string; fields: { slug: string } }[] }>('content/articles');
  const slug = entries[0]?.fields.slug;
  await json(`content/articles/${slug}?include=author,tags`);
  await cms.ask(`content/articles/${slug}`, {
    headers: { 'If-None-Match': (await cms.ask(`content/articles/${slug}`)).headers.get('etag') ?? '' },
  });
  await json('content/authors/ines-halloran');
  await json('content/tags/ferries');
  await json(`magazine/articles/${slug}/related`);
  for (const path of ['search?q=heron', 'archive', 'authors', 'authors/ines-halloran'])
    await json(`magazine/${path}`);
  const paged = await json<{ next: string }>('audit?limit=2&subject=user&from=2020-01-01T00:00:00Z');
  await json(`audit?limit=2&cursor=${paged.next}`);
  for (const path of [
    'performance',
    'performance/endpoints',
    'performance/slowest?limit=3',
    'database/pool',
    'database/slow-queries',
    'system',
  ]) {
    await json(`metrics/${path}`);
  }
  await json('metrics/reset', { method: 'POST' });

  const document = await json<{ paths: Record<string, Record<string, unknown>> }>('openapi.json');
  const unseen = Object.entries(document.paths)
    .flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method} ${path}`))
    .filter((one) => ![200, 201, 204].some((status) => cms.seen.has(`${one} ${status}`)));
  // The magazine's types are written like the notes above.
  expect(unseen.filter((one) => !/^(post|patch) \/content\/(articles|authors|tags)/.test(one))).toEqual([]);
});
