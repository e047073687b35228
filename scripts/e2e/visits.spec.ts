/** `npm run visits` as one types it: people on the demo website, and each of their pages joined to its request. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { RouteList } from '@throughline/protocol';
import { startTestProxy } from '../load/test-proxy.ts';
import { root } from '../root.ts';
import type { Joined } from '../visits/joined.ts';
import type { Visit } from '../visits/visit.ts';
import { type Stack, startStack } from './stack.ts';

let stack: Stack;
test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
  test.setTimeout(180_000);
  stack = await startStack();
});
test.afterAll(async () => {
  await stack?.stop();
});

test('every page that six people see becomes a view that is joined to its request', async ({ request }) => {
  test.setTimeout(480_000);
  const { code, said } = await visits(['--count', '6', '--json']);

  expect(code, said).toBe(0);
  const found = foundIn(said);
  expect(found.visits).toHaveLength(6);
  expect(found.documents).toBeGreaterThan(6);
  expect(found.joined).toBe(found.documents);
  expect(found.visits.filter(({ steps }) => steps.length < 3)).toEqual([]);
  expect(said).toContain(
    `${found.documents} pages: ${found.joined} views are joined to their request, 0 are not.`,
  );
  for (let done = 1; done <= 6; done += 1) expect(said).toContain(`${done} of 6 `);

  const data = { email: stack.email, password: stack.password };
  await request.post(`${stack.admin}/api/v1/session`, { data });
  const views = async () => {
    const answer = await request.get(`${stack.admin}/api/v1/sites/demo/routes`);
    return ((await answer.json()) as RouteList).routes.reduce((sum, row) => sum + row.views, 0);
  };
  await expect.poll(views).toBe(found.documents);
});

test('fails, and names the pages, when their views do not arrive', async () => {
  test.setTimeout(480_000);
  // Its origin is not among those of the site: what browsers send from there is refused.
  const elsewhere = await startTestProxy(stack.demo);
  try {
    const { code, said } = await visits(['--count', '1', '--demo', elsewhere.origin, '--json']);

    expect(code).toBe(1);
    expect(foundIn(said).joined).toBe(0);
    expect(said).toContain(`no view of ${elsewhere.origin}/`);
  } finally {
    await elsewhere.stop();
  }
});

async function visits(args: string[]): Promise<{ code: number; said: string }> {
  const places = ['--demo', stack.demo, '--ingest', stack.admin];
  const child = spawn(process.execPath, [join(root, 'scripts/dist/visits/main.js'), ...places, ...args], {
    env: { ...process.env, VISITS_PASSWORD: stack.password },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
  const [code] = await once(child, 'close');
  return { code, said };
}

function foundIn(said: string): Joined & { visits: Visit[] } {
  const line = said.split('\n').find((one) => one.startsWith('{'));
  expect(line, said).toBeDefined();
  return JSON.parse(line ?? '{}');
}
