import type { MemberRow, Problem, SiteSettings } from '@throughline/protocol';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { aStoredReport, aStoredView, aViewBody } from '../store/test-samples.ts';
import { startTestApp, type TestApp } from '../test-app.ts';

let app: TestApp;
let site: string;
let count = 0;

beforeAll(async () => {
  app = await startTestApp(async () => {});
});
afterAll(() => app.close());
/** Each test has a site of its own, owned by the administrator. */
beforeEach(async () => {
  count += 1;
  site = `site-${count}`;
  await asAdmin('POST', '/sites', { id: site, name: `Site ${count}` });
});

function asAdmin<T>(method: string, path: string, body?: unknown) {
  return app.ask<T>(method, path, { as: app.admin, body });
}

async function sendView(key: string, origin?: string): Promise<number> {
  const view = { ...aViewBody({}, { startedAtMs: Date.now(), sentAtMs: Date.now() }), key };
  const headers = { 'Content-Type': 'text/plain', ...(origin && { Origin: origin }) };
  const answer = await fetch(`${app.base}/v1/views`, { method: 'POST', headers, body: JSON.stringify(view) });
  return answer.status;
}

async function sendReport(token: string): Promise<number> {
  const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` };
  const body = JSON.stringify(aStoredReport({ service: 'shop' }).body);
  return (await fetch(`${app.base}/v1/reports`, { method: 'POST', headers, body })).status;
}

async function tokenOf(scope: 'read' | 'write' | 'admin') {
  const { body } = await asAdmin<{ id: string; token: string }>('POST', `/sites/${site}/api-tokens`, {
    name: scope,
    scope,
  });
  return { id: body.id, as: { Authorization: `Bearer ${body.token}` } };
}

describe('a site', () => {
  it('takes views with its key from the moment it is made', async () => {
    const { body } = await asAdmin<SiteSettings>('GET', `/sites/${site}`);

    expect(body).toMatchObject({ id: site, countsBots: false, origins: [], oldKeys: [] });
    expect(await sendView(body.writeKey)).toBe(202);
  });

  it('is not made twice', async () => {
    const { status, body } = await asAdmin<Problem>('POST', '/sites', { id: site, name: 'Again' });

    expect(status).toBe(409);
    expect(body).toMatchObject({ code: 'conflict', field: 'id' });
  });

  it.each([
    [{ id: 'Über', name: 'x' }, 'id'],
    [{ id: 'fine', name: '' }, 'name'],
    [{ id: 'fine', name: 'x', origins: ['https://example.org/path'] }, 'origins.0'],
    [{ id: 'fine', name: 'x', origins: ['javascript:alert(1)'] }, 'origins.0'],
  ])('is not made from %j', async (body, field) => {
    const answer = await asAdmin<Problem>('POST', '/sites', body);

    expect(answer.body).toMatchObject({ status: 400, code: 'invalid_body', field });
  });

  it('refuses fields that it does not know', async () => {
    const { status } = await asAdmin('PATCH', `/sites/${site}`, { writeKey: 'pk_mine' });

    expect(status).toBe(400);
  });

  it('takes views from listed origins alone, from the next request on', async () => {
    const { body } = await asAdmin<SiteSettings>('PATCH', `/sites/${site}`, {
      origins: ['https://shop.test'],
    });

    expect(await sendView(body.writeKey, 'https://evil.test')).toBe(403);
    expect(await sendView(body.writeKey, 'https://shop.test')).toBe(202);
  });

  it('takes a replaced key until its time is over, or until it is ended', async () => {
    const { body: before } = await asAdmin<SiteSettings>('GET', `/sites/${site}`);

    const { body: after } = await asAdmin<SiteSettings>('POST', `/sites/${site}/keys`, { oldValidDays: 1 });
    const whileValid = [await sendView(before.writeKey), await sendView(after.writeKey)];
    await asAdmin('DELETE', `/sites/${site}/keys/${before.writeKey}`);
    const ended = await sendView(before.writeKey);
    const { body: third } = await asAdmin<SiteSettings>('POST', `/sites/${site}/keys`, { oldValidDays: 0 });

    expect(after.oldKeys).toMatchObject([{ key: before.writeKey }]);
    expect(whileValid).toEqual([202, 202]);
    expect(ended).toBe(401);
    expect(third.oldKeys).toEqual([]);
    expect(await sendView(after.writeKey)).toBe(401);
  });

  it('takes everything with it when it is deleted, and its neighbour loses nothing', async () => {
    const { body } = await asAdmin<SiteSettings>('GET', `/sites/${site}`);
    const mine = aStoredView({ site });
    const neighbours = aStoredView({ site: 'site-1' });
    await app.store.insertViews([mine, neighbours]);

    await asAdmin('DELETE', `/sites/${site}`);
    const term = await app.store.lead('test', 60_000);
    await app.store.eraseDeletedSites(term ?? 0);

    expect((await asAdmin('GET', `/sites/${site}`)).status).toBe(404);
    expect(await sendView(body.writeKey)).toBe(401);
    expect(await app.store.view(site, mine.body.view.id)).toBeUndefined();
    expect(await app.store.view('site-1', neighbours.body.view.id)).toBeDefined();
    // Its id is not given to somebody else while its records may still be on their way.
    expect((await asAdmin('POST', '/sites', { id: site, name: 'Heir' })).status).toBe(409);
  });

  it('keeps its route rules in their order and shows what they would group', async () => {
    const rules = [
      { pattern: '/shop/new', route: '/shop/new' },
      { pattern: '/shop/*', route: '/shop/:colour' },
    ];
    const url = 'https://example.test/shop/red';
    const startedAtMs = Date.now() - 60_000;
    await app.store.insertViews([
      aStoredView({ site, route: '/shop/red', startedAtMs, body: aViewBody({}, { url }) }),
    ]);

    const preview = await asAdmin('POST', `/sites/${site}/route-rules/preview`, { rules });
    await asAdmin('PUT', `/sites/${site}/route-rules`, { rules });
    const kept = await asAdmin('GET', `/sites/${site}/route-rules`);

    expect(preview.body).toMatchObject({ views: 1, groups: [{ route: '/shop/:colour', urls: [url] }] });
    expect(kept.body).toEqual({ rules });
  });
});

describe('a service token', () => {
  it('is shown once, works at once, beside an older one, and not after it was revoked', async () => {
    const path = `/sites/${site}/service-tokens`;
    const first = await asAdmin<{ id: string; token: string }>('POST', path, { service: 'shop' });
    const second = await asAdmin<{ id: string; token: string }>('POST', path, { service: 'shop' });
    const both = [await sendReport(first.body.token), await sendReport(second.body.token)];

    const revoked = await asAdmin('DELETE', `${path}/${first.body.id}`);
    const list = await asAdmin('GET', path);

    expect(both).toEqual([202, 202]);
    expect(revoked.status).toBe(204);
    expect([await sendReport(first.body.token), await sendReport(second.body.token)]).toEqual([401, 202]);
    expect(JSON.stringify(list.body)).not.toContain(second.body.token);
  });
});

describe('an API token', () => {
  it('reads with scope read, and neither writes nor sees other tokens', async () => {
    const { as } = await tokenOf('read');

    const read = await app.ask('GET', `/sites/${site}/routes`, { as });
    const write = await app.ask<Problem>('PUT', `/sites/${site}/route-rules`, { as, body: { rules: [] } });
    const tokens = await app.ask('GET', `/sites/${site}/api-tokens`, { as });

    expect([read.status, write.status, tokens.status]).toEqual([200, 403, 403]);
    expect(write.body.code).toBe('forbidden');
  });

  it('writes with scope write, and manages the site with scope admin', async () => {
    const { as: write } = await tokenOf('write');
    const { as: admin } = await tokenOf('admin');

    const rules = await app.ask('PUT', `/sites/${site}/route-rules`, { as: write, body: { rules: [] } });
    const renamed = await app.ask('PATCH', `/sites/${site}`, { as: admin, body: { name: 'New' } });
    const created = await app.ask('POST', '/sites', { as: admin, body: { id: 'more', name: 'More' } });

    expect([rules.status, renamed.status, created.status]).toEqual([200, 200, 403]);
  });

  it('lists the one site it opens', async () => {
    const { as } = await tokenOf('read');

    const { body } = await app.ask('GET', '/sites', { as });

    expect(body).toEqual({ sites: [{ id: site, name: `Site ${count}`, role: 'viewer' }] });
  });

  it('is refused from the request after it was revoked', async () => {
    const { id, as } = await tokenOf('read');
    const before = await app.ask('GET', `/sites/${site}`, { as });

    await asAdmin('DELETE', `/sites/${site}/api-tokens/${id}`);

    const after = await app.ask<Problem>('GET', `/sites/${site}`, { as });
    expect([before.status, after.status]).toEqual([200, 401]);
    expect(after.body.code).toBe('unknown_token');
  });
});

describe('a member', () => {
  it('gets a password that is shown once, and the rights of the role from the next request on', async () => {
    const path = `/sites/${site}/members`;
    const invited = { email: `Ann.${count}@example.test`, role: 'viewer' };
    const made = await asAdmin<MemberRow & { password: string }>('POST', path, invited);
    const again = await asAdmin<MemberRow & { password: null }>('POST', path, invited);
    const as = await app.logIn(made.body.email, made.body.password);
    const before = await app.ask('PUT', `/sites/${site}/route-rules`, { as, body: { rules: [] } });

    await asAdmin('PATCH', `${path}/${made.body.id}`, { role: 'editor' });
    const after = await app.ask('PUT', `/sites/${site}/route-rules`, { as, body: { rules: [] } });
    await asAdmin('DELETE', `${path}/${made.body.id}`);
    const gone = await app.ask('GET', `/sites/${site}`, { as });

    expect(again.body.password).toBeNull();
    expect([before.status, after.status, gone.status]).toEqual([403, 200, 404]);
  });

  it('stays an owner while there is no other', async () => {
    const path = `/sites/${site}/members`;
    const { body } = await asAdmin<{ members: MemberRow[] }>('GET', path);
    const owner = body.members[0]?.id;

    const demoted = await asAdmin<Problem>('PATCH', `${path}/${owner}`, { role: 'viewer' });
    const removed = await asAdmin<Problem>('DELETE', `${path}/${owner}`);

    expect([demoted.body.code, removed.body.code]).toEqual(['conflict', 'conflict']);
  });

  it('makes no sites', async () => {
    const made = await asAdmin<{ email: string; password: string }>('POST', `/sites/${site}/members`, {
      email: 'owner@example.test',
      role: 'owner',
    });
    const as = await app.logIn(made.body.email, made.body.password);

    const { status } = await app.ask('POST', '/sites', { as, body: { id: 'mine', name: 'Mine' } });

    expect(status).toBe(403);
  });
});

describe('a password', () => {
  it('is changed with the one before, which ends every other session', async () => {
    const { body } = await asAdmin<{ email: string; password: string }>('POST', `/sites/${site}/members`, {
      email: `pass.${count}@example.test`,
      role: 'viewer',
    });
    const elsewhere = await app.logIn(body.email, body.password);
    const here = await app.logIn(body.email, body.password);
    const change = (current: string) =>
      app.ask('PUT', '/password', { as: here, body: { current, next: 'a longer password' } });

    const wrong = await change('not it');
    const right = await change(body.password);

    const renewed = { cookie: right.headers.get('set-cookie')?.split(';')[0] ?? '' };
    const statuses = [];
    for (const as of [elsewhere, here, renewed]) {
      statuses.push((await app.ask('GET', `/sites/${site}`, { as })).status);
    }
    expect([wrong.status, right.status]).toEqual([401, 204]);
    expect(statuses).toEqual([401, 401, 200]);
  });
});
