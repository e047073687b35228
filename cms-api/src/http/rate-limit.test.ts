import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { expect, it } from 'vitest';
import { problemHandler } from './problem.ts';
import { limitRate } from './rate-limit.ts';

it('tells what is left, refuses an address beyond its rate, and nobody else', async () => {
  const app = express();
  app.set('trust proxy', 1);
  app.use(limitRate(3), (_request, response) => {
    response.json({});
  });
  app.use(problemHandler({ traceId: () => undefined, onBug: () => {} }));
  const server = createServer(app);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const ask = (from?: string) => fetch(origin, { headers: from ? { 'x-forwarded-for': from } : {} });

  const answers: Response[] = [];
  for (let count = 0; count < 4; count++) answers.push(await ask('203.0.113.7'));

  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 429]);
  expect(answers[0]?.headers.get('ratelimit')).toMatch(/r=2/);
  expect(answers[0]?.headers.get('ratelimit-policy')).toMatch(/q=3; w=60/);
  expect(answers[3]?.headers.get('retry-after')).toBe('60');
  expect(await answers[3]?.json()).toMatchObject({ code: 'too_many_requests' });
  expect((await ask('203.0.113.8')).status).toBe(200);
  for (let count = 0; count < 5; count++) expect((await ask()).status, 'this machine itself').toBe(200);
  server.closeAllConnections();
  server.close();
});
