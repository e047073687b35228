import { expect, it } from 'vitest';
import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { createOpenApi } from './openapi.ts';

const asked = endpoint({
  method: 'get',
  path: '/sites/:site/things/:id',
  summary: 'One thing',
  access: 'viewer',
  params: z.object({ id: z.uuid() }),
  query: z.object({ limit: z.coerce.number().int().max(9).default(5) }),
  answer: z.object({ list: z.array(z.object({ name: z.string() })) }),
  rows: ({ list }) => list,
  handle: async () => ({ list: [] }),
});

it('describes parameters, answer, table and refusal of an endpoint', () => {
  const { paths, openapi } = createOpenApi([asked]);

  expect(openapi).toBe('3.1.0');
  expect(paths?.['/api/v1/sites/{site}/things/{id}']?.get).toMatchObject({
    parameters: [{ name: 'site' }, { name: 'id' }, { name: 'limit' }, { name: 'format' }],
    responses: {
      200: { content: { 'application/json': {}, 'text/csv': {} } },
      default: { content: { 'application/problem+json': {} } },
    },
  });
});
