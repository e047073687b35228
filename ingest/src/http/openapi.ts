/** What the declared endpoints are to a machine: OpenAPI 3.1. */
import * as protocol from '@throughline/protocol';
import { z } from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import type { Endpoint } from './endpoint.ts';

export const info = {
  title: 'Throughline read API',
  version: '1',
  description:
    'Times are milliseconds, shares are 0–1, n counts views without weights. Every refusal is application/problem+json with a stable code.',
};

export function createOpenApi(endpoints: Endpoint[]): ReturnType<typeof createDocument> {
  const paths: ZodOpenApiPathsObject = {};
  for (const endpoint of endpoints) {
    const path = `/api/v1${endpoint.path.replace(/:(\w+)/g, '{$1}')}`;
    paths[path] = { ...paths[path], [endpoint.method]: toOperation(endpoint) };
  }
  return createDocument({
    openapi: '3.1.0',
    info,
    paths,
    components: {
      schemas: namedSchemas(),
      securitySchemes: {
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'throughline',
          description: 'From POST /api/v1/session',
        },
        token: { type: 'http', scheme: 'bearer', description: 'An API token of one site' },
      },
    },
  });
}

/** The protocol's schemas under the names that its code has for them; queries are spelled out as parameters. */
function namedSchemas(): Record<string, z.ZodType> {
  const all: [string, unknown][] = Object.entries(protocol);
  return Object.fromEntries(
    all.filter((entry): entry is [string, z.ZodType] => {
      return entry[1] instanceof z.ZodType && !entry[0].endsWith('Query');
    }),
  );
}

function toOperation(endpoint: Endpoint): ZodOpenApiOperationObject {
  const { access, answer, body, rows, streaming, summary } = endpoint;
  const query = toQuery(endpoint);
  return {
    summary,
    description: `Access: ${accessTexts[access]}.`,
    tags: [tagOf(endpoint.path)],
    security:
      access === 'anyone' ? [] : access === 'admin' ? [{ session: [] }] : [{ session: [] }, { token: [] }],
    requestParams: { path: toPathParams(endpoint), ...(query && { query }) },
    ...(body && { requestBody: { required: true, content: { 'application/json': { schema: body } } } }),
    responses: {
      [endpoint.status ?? (answer || streaming ? 200 : 204)]: {
        description: answer ? 'The answer' : streaming ? 'Events, until either side ends them' : 'Done',
        ...(streaming && { content: { 'text/event-stream': { schema: streaming.event } } }),
        ...(answer && {
          content: {
            'application/json': { schema: answer },
            ...(rows && { 'text/csv': { schema: z.string() } }),
          },
        }),
      },
      default: {
        description: 'A refusal',
        content: { 'application/problem+json': { schema: protocol.Problem } },
      },
    },
  };
}

const accessTexts: Record<Endpoint['access'], string> = {
  anyone: 'anyone',
  user: 'anybody who is logged in, or any API token',
  admin: 'an administrator of this installation, logged in',
  viewer: 'viewers, editors and owners of the site; API tokens of scope read and above',
  editor: 'editors and owners of the site; API tokens of scope write and above',
  owner: 'owners of the site; API tokens of scope admin',
};

function toPathParams({ path, params }: Endpoint): z.ZodObject {
  const shape = params?.shape ?? {};
  const names = [...path.matchAll(/:(\w+)/g)].flatMap(([, name]) => name ?? []);
  return z.object(Object.fromEntries(names.map((name) => [name, shape[name] ?? z.string()])));
}

/** An endpoint's own parameters, and `format` where it has a table. */
function toQuery({ query, rows }: Endpoint): z.ZodObject | undefined {
  const own = query && ('shape' in query ? query : query.in);
  if (!rows) return own;
  return (own ?? z.object()).extend({ format: z.enum(['json', 'csv']).optional() });
}

/** `/sites/:site/budgets/:id` is about budgets. */
function tagOf(path: string): string {
  const parts = path.split('/').filter(Boolean);
  return (parts[0] === 'sites' ? parts[2] : parts[0]) ?? 'sites';
}
