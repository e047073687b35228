/** What an entry was, over HTTP: listed, read, compared, restored. */
import { z } from 'zod';
import type { KnownType } from '../content-types/types.ts';
import { actorOf } from '../http/call.ts';
import { type Endpoint, endpoint } from '../http/endpoint.ts';
import { notFound } from '../http/problem.ts';
import { type AnyCall, answerWrite, conditionOf } from './answer-write.ts';
import { parseReading } from './list-query.ts';
import { byId, byVersion } from './params.ts';
import { readEntryTag } from './read.ts';
import type { ContentDeps } from './read-routes.ts';
import { DraftEntry } from './schema.ts';
import { compareVersions, Difference, listVersions, readVersion, Version, VersionCard } from './versions.ts';
import { restoreEntry } from './write.ts';

export function versionEndpoints({ types, locales, responses }: ContentDeps): Endpoint[] {
  /** Who may see the draft may see what it was. */
  const seen = async (call: AnyCall, params: { type: string; id: string }): Promise<KnownType> => {
    const type = await types.named(params.type);
    const { principal } = call;
    const reading = await parseReading({ state: 'draft' }, type, { types, locales, principal });
    if (!(await readEntryTag(call.db, type, params.id, reading))) throw notFound('entry');
    return type;
  };
  const versionOr404 = async (call: AnyCall, id: string, number: number) => {
    const version = await readVersion(call.db, id, number);
    if (!version) throw notFound('version');
    return version;
  };

  return [
    endpoint({
      method: 'get',
      path: '/content/{type}/{id}/versions',
      access: 'user',
      tag: 'content',
      summary: 'List the versions of an entry, newest first',
      params: byId,
      query: z.strictObject({
        before: z.coerce.number().int().min(1).max(2_000_000_000).optional(),
        limit: z.coerce.number().int().min(1).max(100).default(20),
      }),
      answers: { 200: z.object({ versions: z.array(VersionCard) }) },
      async handle(call) {
        await seen(call, call.params);
        const { before, limit } = call.query;
        return {
          status: 200,
          body: { versions: await listVersions(call.db, call.params.id, before, limit) },
        };
      },
    }),
    endpoint({
      method: 'get',
      path: '/content/{type}/{id}/versions/{version}',
      access: 'user',
      tag: 'content',
      summary: 'Read an entry as it was',
      params: byVersion,
      answers: { 200: Version },
      async handle(call) {
        await seen(call, call.params);
        return { status: 200, body: await versionOr404(call, call.params.id, call.params.version) };
      },
    }),
    endpoint({
      method: 'get',
      path: '/content/{type}/{id}/versions/{version}/diff',
      access: 'user',
      tag: 'content',
      summary: 'What changed from one version to another',
      params: byVersion,
      query: z.strictObject({
        with: z.coerce
          .number()
          .int()
          .min(1)
          .max(2_000_000_000)
          .describe('The version it is compared with, usually a later one.'),
      }),
      answers: { 200: z.object({ differences: z.array(Difference) }) },
      async handle(call) {
        const { params, query } = call;
        await seen(call, params);
        const [from, to] = await Promise.all([
          versionOr404(call, params.id, params.version),
          versionOr404(call, params.id, query.with),
        ]);
        return { status: 200, body: { differences: compareVersions(from, to) } };
      },
    }),
    endpoint({
      method: 'post',
      path: '/content/{type}/{id}/versions/{version}/restore',
      access: 'content.update',
      tag: 'content',
      summary: 'Make the draft what it was',
      params: byVersion,
      answers: { 200: DraftEntry },
      isGuarded: true,
      async handle(call) {
        const { id, version } = call.params;
        const type = await seen(call, call.params);
        await versionOr404(call, id, version);
        const condition = conditionOf(call);
        const outcome = await restoreEntry(call.db, type, id, version, condition, actorOf(call));
        return answerWrite(call, responses, type, outcome);
      },
    }),
  ];
}
