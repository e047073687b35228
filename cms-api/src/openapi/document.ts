/** The OpenAPI 3.1 document, out of the same endpoints that serve and the same schemas that check. */
import { Problem, problems } from '@throughline/protocol';
import { z } from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import type { KnownType } from '../content-types/types.ts';
import type { Bytes, Endpoint } from '../http/endpoint.ts';
import { ndjson } from '../http/ndjson.ts';
import { typedEndpoints } from './typed-endpoints.ts';

export type Document = ReturnType<typeof createDocument>;

const ProblemBody = Problem.meta({ id: 'Problem' });

const bytes = { type: 'string', format: 'binary' } as const;

const tags = [
  { name: 'content', description: 'Entries of all content types.' },
  { name: 'content types', description: 'What entries look like.' },
  { name: 'media', description: 'Files, and pictures in the sizes that pages need.' },
  { name: 'search', description: 'Published entries by their words.' },
  { name: 'webhooks', description: 'Changes, posted to other servers.' },
  {
    name: 'translations',
    description: 'What is translated, what is missing, and what reads differently by now.',
  },
  { name: 'transfer', description: 'Everything that is content, as lines.' },
  { name: 'auth', description: 'Log-in, tokens, one’s own account.' },
  { name: 'users', description: 'People and their roles.' },
  { name: 'audit', description: 'Who did what.' },
  { name: 'metrics', description: 'The performance figures of this server.' },
  { name: 'document', description: 'This document.' },
];

/** @param types Each gets its own paths beside the general ones, with its own schemas. */
export function buildDocument(endpoints: readonly Endpoint[], types: readonly KnownType[]): Document {
  const paths: ZodOpenApiPathsObject = {};
  for (const endpoint of [...endpoints, ...typedEndpoints(types)]) {
    paths[endpoint.path] = { ...paths[endpoint.path], [endpoint.method]: toOperation(endpoint) };
  }
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Throughline CMS',
      version: '1',
      description:
        'A headless CMS. Errors are problem+json (RFC 9457) with a stable `code`. Answers carry Server-Timing, and RateLimit headers.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/api/v1' }],
    tags: [...tags, ...types.map(({ name, title }) => ({ name, description: `${title}.` }))],
    security: [],
    components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
    paths,
  });
}

function toOperation(endpoint: Endpoint): ZodOpenApiOperationObject {
  const { method, path, access, summary, description, tag, params, query, queryParameters, body, takes } =
    endpoint;
  const needs = access === 'public' || access === 'user' ? undefined : `Needs the permission \`${access}\`.`;
  const headers = [
    ...(endpoint.isConditional
      ? [headerParameter('If-None-Match', 'An ETag: if it still holds, the answer is 304.')]
      : []),
    ...(endpoint.isGuarded
      ? [headerParameter('If-Match', 'An ETag: if something changed meanwhile, the answer is 412.')]
      : []),
    ...(takesKey(endpoint)
      ? [headerParameter('Idempotency-Key', 'The same key again brings the same answer and does nothing.')]
      : []),
  ];
  return {
    operationId: `${method}_${path.replaceAll(/[^A-Za-z0-9]+/g, '_').replace(/^_|_$/g, '')}`,
    summary,
    description: [description, needs].filter(Boolean).join(' ') || undefined,
    tags: [tag],
    security: access === 'public' ? [{}, { bearer: [] }] : [{ bearer: [] }],
    requestParams: {
      ...(params instanceof z.ZodObject && { path: params }),
      ...(query instanceof z.ZodObject && { query }),
    },
    parameters: [
      ...(queryParameters ?? []).map((one) => ({
        in: 'query' as const,
        ...one,
        ...(one.style && { explode: true }),
      })),
      ...headers,
    ],
    ...(body && { requestBody: { required: true, content: { 'application/json': { schema: body } } } }),
    ...(takes && { requestBody: { required: true, content: { [takes]: { schema: bytes } } } }),
    responses: toResponses(endpoint),
  };
}

function takesKey({ method, isRepeatable }: Endpoint): boolean {
  return method === 'post' && isRepeatable !== false;
}

function headerParameter(name: string, description: string) {
  return { in: 'header' as const, name, description, schema: { type: 'string' as const } };
}

function toResponses(endpoint: Endpoint): ZodOpenApiOperationObject['responses'] {
  const { answers, isConditional, method } = endpoint;
  const ok = Object.entries(answers).map(([status, schema]) => [
    status,
    {
      description: status === '201' ? 'It was made.' : 'As asked.',
      ...(schema && { content: contentOf(schema) }),
    },
  ]);
  const partial =
    answers[200] === 'file'
      ? [['206', { description: 'A range of it.', content: { '*/*': { schema: bytes } } }]]
      : [];
  const minimal =
    method !== 'get' && answers[200]
      ? [['204', { description: 'Done, with `Prefer: return=minimal`.' }]]
      : [];
  const same = isConditional
    ? [['304', { description: 'What the client holds still is what there is.' }]]
    : [];
  return Object.fromEntries([...ok, ...partial, ...minimal, ...same, ...refusals(endpoint)]);
}

function contentOf(schema: z.ZodType | Bytes): Record<string, { schema: z.ZodType | typeof bytes }> {
  if (schema === 'file') return { '*/*': { schema: bytes } };
  if (schema === 'lines') return { [ndjson]: { schema: bytes } };
  return { 'application/json': { schema } };
}

/** What may go wrong, by status. */
function refusals({
  access,
  params,
  query,
  queryParameters,
  body,
  takes,
  answers,
  isGuarded,
  method,
  isRepeatable,
}: Endpoint) {
  const takesBody = body !== undefined || takes !== undefined;
  const expected: [number, boolean][] = [
    [400, takesBody || query !== undefined || queryParameters !== undefined],
    [401, true],
    [403, access !== 'public' || queryParameters !== undefined],
    [404, params !== undefined],
    [408, takes !== undefined],
    [409, takesBody || method === 'delete' || method === 'post'],
    [412, isGuarded === true || takesBody],
    [413, takesBody],
    [415, takesBody],
    [416, answers[200] === 'file'],
    [422, (method === 'post' && isRepeatable !== false) || takes !== undefined],
    [429, true],
  ];
  return expected
    .filter(([, mayBe]) => mayBe)
    .map(([status]) => [
      String(status),
      { description: titleOf(status), content: { 'application/problem+json': { schema: ProblemBody } } },
    ]);
}

function titleOf(status: number): string {
  const found = Object.values(problems).find((one) => one.status === status);
  return `${found?.title ?? 'Refused'}.`;
}
