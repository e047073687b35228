/** Everything out and in again, over HTTP. */
import { z } from 'zod';
import { mediaTag, type Responses } from '../cache/responses.ts';
import type { Types } from '../content-types/types.ts';
import { discard } from '../http/body-stream.ts';
import { actorOf } from '../http/call.ts';
import { type Endpoint, endpoint } from '../http/endpoint.ts';
import { linesOf, ndjson, toLine } from '../http/ndjson.ts';
import type { Library } from '../media/library.ts';
import { exportLines } from './export.ts';
import { importLines } from './import.ts';

const shared = { access: 'content.transfer', tag: 'transfer' } as const;

export function transferEndpoints(deps: {
  types: Types;
  library: Library;
  responses: Responses;
}): Endpoint[] {
  const { types, library, responses } = deps;
  return [
    endpoint({
      ...shared,
      method: 'get',
      path: '/export',
      summary: 'Types, files, entries and translations, one a line',
      description: 'Without users, versions, the audit log and webhooks.',
      answers: { 200: 'lines' },
      async handle({ db }) {
        const all = [...(await types.all()).values()];
        const lines = async function* () {
          for await (const line of exportLines(db, all, library)) yield toLine(line);
        };
        return { status: 200, lines: lines() };
      },
    }),
    endpoint({
      ...shared,
      method: 'post',
      path: '/import',
      summary: 'Such lines, all or none',
      description: 'What has an id that is here already becomes what its line says, as a new version.',
      takes: ndjson,
      answers: {
        200: z.object({ types: z.int(), media: z.int(), entries: z.int(), translations: z.int() }),
      },
      isRepeatable: false,
      async handle(call) {
        try {
          const imported = await importLines(call.db, library, linesOf(call.stream), actorOf(call));
          types.forget();
          const tags = [...(await types.all()).keys()].map((name) => `type:${name}`);
          call.afterCommit(() => responses.forget([...tags, mediaTag]));
          return { status: 200, body: imported };
        } catch (error) {
          discard(call.stream);
          throw error;
        }
      },
    }),
  ];
}
