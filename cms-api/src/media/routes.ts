/** Files over HTTP: uploaded, told of, changed, served. */
import { z } from 'zod';
import { can } from '../auth/principal.ts';
import { mediaTag, type Responses } from '../cache/responses.ts';
import { refuseWhileHeld } from '../content/targets.ts';
import type { Types } from '../content-types/types.ts';
import { actorOf, mustBe } from '../http/call.ts';
import { cursorParameter, formatCursor, parseCursor } from '../http/cursor.ts';
import { type Call, type Endpoint, endpoint } from '../http/endpoint.ts';
import { changedMeanwhile, isSame, versionOf } from '../http/etag.ts';
import { notFound, Refusal } from '../http/problem.ts';
import { formats } from './choose.ts';
import type { Library } from './library.ts';
import { FileName, Media, MediaChange } from './schema.ts';
import {
  changeMedia,
  deleteMedia,
  listMedia,
  type MediaCondition,
  type MediaOutcome,
  readMedia,
} from './store.ts';

export type MediaDeps = { library: Library; types: Types; responses: Responses };

const byId = z.object({ id: z.uuid() });
const year = 31_536_000;

/** Whatever a browser makes of a file, it is no page of this server and runs nothing. */
const harmless = {
  'X-Content-Type-Options': 'nosniff',
  'Content-Security-Policy': "default-src 'none'; sandbox",
  'Cross-Origin-Resource-Policy': 'cross-origin',
};

export function mediaEndpoints({ library, types, responses }: MediaDeps): Endpoint[] {
  return [
    endpoint({
      method: 'post',
      path: '/media',
      access: 'media.create',
      tag: 'media',
      summary: 'Upload a file',
      description:
        'The body is the file itself. What it is, is told by its bytes; a `Content-Type` that says otherwise is refused.',
      query: z.strictObject({
        name: FileName,
        alt: MediaChange.shape.alt,
        credit: MediaChange.shape.credit,
      }),
      takes: 'application/octet-stream',
      answers: { 201: Media },
      isRepeatable: false,
      async handle(call) {
        const media = await library.upload(call.stream, call.query, actorOf(call));
        const headers = { Location: media.src, ETag: `"${media.version}"` };
        return { status: 201, body: media, headers };
      },
    }),
    endpoint({
      method: 'get',
      path: '/media',
      access: 'media.create',
      tag: 'media',
      summary: 'List the files, newest first',
      query: z.strictObject({
        cursor: cursorParameter,
        limit: z.coerce.number().int().min(1).max(100).default(50),
      }),
      answers: { 200: z.object({ media: z.array(Media), next: z.string().nullable() }) },
      async handle({ db, query: { cursor, limit } }) {
        const found = await listMedia(db, cursor === undefined ? undefined : toPlace(cursor), limit + 1);
        const media = found.slice(0, limit);
        const last = media.at(-1);
        return {
          status: 200,
          body: { media, next: found.length > limit && last ? formatCursor([last.id]) : null },
        };
      },
    }),
    endpoint({
      method: 'get',
      path: '/media/{id}',
      access: 'public',
      tag: 'media',
      summary: 'Get a file, or a picture in the size and format that a page needs',
      description:
        'Of a picture the smallest file that is wide enough, in a format the client takes. A size that was never asked for is made after the answer; until then a larger file comes, which is not to be kept.',
      params: byId,
      query: z.strictObject({
        w: z.coerce
          .number()
          .int()
          .min(1)
          .max(100_000)
          .optional()
          .describe('Pixels; one of the widths in `srcset`.'),
        format: z.enum(formats).default('auto').describe('`auto` goes by `Accept`.'),
      }),
      answers: { 200: 'file' },
      isConditional: true,
      async handle({ params, query, headers }) {
        const asked = { width: query.w, format: query.format, accept: headers.accept };
        const found = await library.find(params.id, asked);
        if (!found) throw notFound('file');
        const kept = {
          ...harmless,
          ETag: found.etag,
          'Cache-Control': found.isFinal ? `public, max-age=${year}, immutable` : 'public, no-cache',
          ...(query.format === 'auto' && { Vary: 'Accept' }),
        };
        if (isSame(headers['if-none-match'], found.etag)) return { status: 304, headers: kept };
        return { status: 200, file: found.file, headers: kept };
      },
    }),
    endpoint({
      method: 'get',
      path: '/media/{id}/info',
      access: 'public',
      tag: 'media',
      summary: 'What a file is, with its `srcset`',
      params: byId,
      answers: { 200: Media },
      async handle({ db, params }) {
        const media = await readMedia(db, params.id);
        if (!media) throw notFound('file');
        return { status: 200, body: media, headers: { ETag: `"${media.version}"` } };
      },
    }),
    endpoint({
      method: 'patch',
      path: '/media/{id}',
      access: 'media.create',
      tag: 'media',
      summary: 'Change what is told of a file',
      description: 'Its bytes never change: another picture is another file.',
      params: byId,
      body: MediaChange,
      answers: { 200: Media },
      isGuarded: true,
      async handle(call) {
        const outcome = await changeMedia(
          call.db,
          call.params.id,
          call.body,
          conditionOf(call),
          actorOf(call),
        );
        const media = writtenOf(outcome);
        call.afterCommit(() => responses.forget([mediaTag]));
        return { status: 200, body: media, headers: { ETag: `"${media.version}"` } };
      },
    }),
    endpoint({
      method: 'delete',
      path: '/media/{id}',
      access: 'media.create',
      tag: 'media',
      summary: 'Delete a file that no entry holds',
      params: byId,
      answers: { 204: null },
      isGuarded: true,
      async handle(call) {
        const { id } = call.params;
        await refuseWhileHeld(call.db, id, (await types.all()).values());
        writtenOf(await deleteMedia(call.db, id, conditionOf(call), actorOf(call)));
        await library.remove(id);
        call.afterCommit(() => responses.forget([mediaTag]));
        return { status: 204 };
      },
    }),
  ];
}

function conditionOf(call: Call<unknown, unknown, unknown>): MediaCondition {
  const me = mustBe(call.principal);
  return {
    version: versionOf(call.headers['if-match']),
    ownerId: can(me, 'content.others') ? undefined : me.userId,
  };
}

function writtenOf(outcome: MediaOutcome): Media {
  if (outcome.ok) return outcome.media;
  if (outcome.because === 'changed') throw changedMeanwhile(outcome.version);
  throw notFound('file');
}

function toPlace(cursor: string): string {
  const [id = ''] = parseCursor(cursor, 1);
  if (z.uuid().safeParse(id).success) return id;
  throw new Refusal('invalid_query', 'The cursor is not one that this list gave out.', 'cursor');
}
