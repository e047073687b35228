/** The document and its page over HTTP. */
import { Router } from 'express';
import { z } from 'zod';
import type { KnownType, Types } from '../content-types/types.ts';
import { type Endpoint, endpoint } from '../http/endpoint.ts';
import { buildDocument, type Document } from './document.ts';
import { toPage } from './page.ts';

/** Made once for each set of content types. */
function createDocuments(endpoints: () => readonly Endpoint[], types: Types): () => Promise<Document> {
  let made: { of: Map<string, KnownType>; document: Document } | undefined;
  return async () => {
    const all = await types.all();
    if (made?.of !== all) made = { of: all, document: buildDocument(endpoints(), [...all.values()]) };
    return made.document;
  };
}

/** @param endpoints Asked for late: the document tells of itself as well. */
export function documentRoutes(
  endpoints: () => readonly Endpoint[],
  types: Types,
): { endpoints: Endpoint[]; page: Router } {
  const read = createDocuments(endpoints, types);
  const page = Router();
  page.get('/docs', async (_request, response) => {
    response.set({
      'Content-Security-Policy':
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
      'X-Content-Type-Options': 'nosniff',
    });
    response.type('html').send(toPage(await read()));
  });
  return {
    page,
    endpoints: [
      endpoint({
        method: 'get',
        path: '/openapi.json',
        access: 'public',
        tag: 'document',
        summary: 'This document, with the content types of this server',
        answers: { 200: z.record(z.string(), z.unknown()) },
        handle: async () => ({ status: 200, body: await read() }),
      }),
    ],
  };
}
