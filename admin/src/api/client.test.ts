import { beforeEach, expect, it, vi } from 'vitest';
import { createClient } from './client.ts';

const onLoggedOut = vi.fn();
beforeEach(() => onLoggedOut.mockClear());

function clientAnswering(status: number, body: string) {
  return createClient(async () => new Response(status === 204 ? null : body, { status }), onLoggedOut);
}

it('gives the parsed body and its text', async () => {
  const answer = await clientAnswering(200, '{"a":1}').get('/x');

  expect(answer).toEqual({ ok: true, value: { a: 1 }, text: '{"a":1}' });
});

it('tells a missing session from wrong credentials', async () => {
  const missing = await clientAnswering(401, '{"code":"not_logged_in"}').get('/x');
  const wrong = await clientAnswering(401, '{"code":"wrong_credentials","title":"No"}').post('/x', {});

  expect(missing).toEqual({ ok: false, failure: { kind: 'logged-out' } });
  expect(wrong).toMatchObject({ failure: { kind: 'problem', code: 'wrong_credentials', title: 'No' } });
  expect(onLoggedOut).toHaveBeenCalledTimes(1);
});

it('survives an error page that is not a problem body', async () => {
  const answer = await clientAnswering(502, '<h1>Bad gateway</h1>').get('/x');

  expect(answer).toMatchObject({ failure: { kind: 'problem', status: 502, code: 'unknown' } });
});

it('calls it unreachable when no answer comes', async () => {
  const client = createClient(async () => {
    throw new TypeError('Failed to fetch');
  }, onLoggedOut);

  expect(await client.get('/x')).toEqual({ ok: false, failure: { kind: 'unreachable' } });
});

it('accepts an answer without a body', async () => {
  expect(await clientAnswering(204, '').delete('/x')).toEqual({ ok: true, value: null, text: '' });
});
