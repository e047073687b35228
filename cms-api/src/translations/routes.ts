/** Translations over HTTP: how they stand, out to those who translate, and back. */
import { z } from 'zod';
import { answerWrite, conditionOf, forgetLater } from '../content/answer-write.ts';
import { byId, ofType } from '../content/params.ts';
import type { ContentDeps } from '../content/read-routes.ts';
import { DraftEntry } from '../content/schema.ts';
import { reviewTranslation } from '../content/write.ts';
import { isLocalized } from '../content-types/definition.ts';
import { discard } from '../http/body-stream.ts';
import { actorOf } from '../http/call.ts';
import { cursorParameter, formatCursor, parseCursor } from '../http/cursor.ts';
import { type Endpoint, endpoint } from '../http/endpoint.ts';
import { linesOf, ndjson, toLine } from '../http/ndjson.ts';
import { Refusal } from '../http/problem.ts';
import { importTranslations } from './import.ts';
import { Status, statuses, TranslatedEntry } from './schema.ts';
import { countStatuses, listTranslated, readLines } from './store.ts';

const access = 'content.update';
const tag = 'translations';
const locale = z.string().max(35);
const someStatuses = z
  .string()
  .max(60)
  .transform((text) => text.split(','))
  .pipe(z.array(Status))
  .describe(`Separated by commas: ${statuses.join(', ')}.`);

export function translationEndpoints({ types, locales, responses }: ContentDeps): Endpoint[] {
  const others = locales.all.slice(1);
  const foreign = (name: string): string => {
    const last = locales.chain(name).at(-1);
    if (last === undefined)
      throw new Refusal('invalid_query', `The locales are ${others.join(', ')}.`, 'locale');
    return last;
  };

  return [
    endpoint({
      method: 'get',
      path: '/translations/{type}/summary',
      access,
      tag,
      summary: 'How many fields stand how, in each locale',
      params: ofType,
      answers: {
        200: z.object({ locales: z.record(z.string(), z.partialRecord(Status, z.int())) }),
      },
      async handle(call) {
        const type = await types.named(call.params.type);
        const { ownerId } = conditionOf(call);
        const counted: Record<string, Partial<Record<Status, number>>> = {};
        for (const one of others) counted[one] = await countStatuses(call.db, type, one, ownerId);
        return { status: 200, body: { locales: counted } };
      },
    }),
    endpoint({
      method: 'get',
      path: '/translations/{type}/export',
      access,
      tag,
      summary: 'Fields to translate, one a line',
      description:
        'Write `target` into the lines and send them back to `/import`; with `sourceHash` left in, a source that changed meanwhile is seen.',
      params: ofType,
      query: z.strictObject({ locale, status: someStatuses.default(['missing', 'stale']) }),
      answers: { 200: 'lines' },
      async handle(call) {
        const type = await types.named(call.params.type);
        const { ownerId } = conditionOf(call);
        const asked = { locale: foreign(call.query.locale), statuses: call.query.status, ownerId };
        const lines = async function* () {
          for await (const line of readLines(call.db, type, asked)) yield toLine(line);
        };
        return { status: 200, lines: lines() };
      },
    }),
    endpoint({
      method: 'post',
      path: '/translations/{type}/import',
      access,
      tag,
      summary: 'Translated lines, all or none',
      description: 'Into the drafts: readers see them when the entries are published.',
      params: ofType,
      takes: ndjson,
      answers: { 200: z.object({ written: z.int() }) },
      isRepeatable: false,
      async handle(call) {
        const type = await types.named(call.params.type);
        const { ownerId } = conditionOf(call);
        try {
          const lines = linesOf(call.stream);
          const written = await importTranslations(call.db, type, locales, lines, ownerId, actorOf(call));
          forgetLater(call, responses, type);
          return { status: 200, body: { written } };
        } catch (error) {
          discard(call.stream);
          throw error;
        }
      },
    }),
    endpoint({
      method: 'get',
      path: '/translations/{type}',
      access,
      tag,
      summary: 'Entries by how their fields stand in a locale',
      params: ofType,
      query: z.strictObject({
        locale,
        status: someStatuses.default(['missing', 'stale']),
        cursor: cursorParameter,
        limit: z.coerce.number().int().min(1).max(100).default(50),
      }),
      answers: { 200: z.object({ entries: z.array(TranslatedEntry), next: z.string().nullable() }) },
      async handle(call) {
        const { status, cursor, limit } = call.query;
        const type = await types.named(call.params.type);
        const asked = {
          locale: foreign(call.query.locale),
          statuses: status,
          ownerId: conditionOf(call).ownerId,
        };
        const after = cursor === undefined ? undefined : toPlace(cursor);
        const found = await listTranslated(call.db, type, asked, after, limit + 1);
        const entries = found.slice(0, limit);
        const last = entries.at(-1);
        const next = found.length > limit && last ? formatCursor([last.id]) : null;
        return { status: 200, body: { entries, next } };
      },
    }),
    endpoint({
      method: 'post',
      path: '/translations/{type}/{id}/review',
      access,
      tag,
      summary: 'Say that translated fields were read through',
      params: byId,
      query: z.strictObject({ locale }),
      body: z.strictObject({ fields: z.array(z.string().max(60)).max(60).optional() }),
      answers: { 200: DraftEntry },
      isGuarded: true,
      async handle(call) {
        const { db, params, query, body } = call;
        const type = await types.named(params.type);
        const known = type.fields.filter(isLocalized).map(({ name }) => name);
        const unknown = body.fields?.find((name) => !known.includes(name));
        if (unknown !== undefined) {
          throw new Refusal('invalid_body', `"${unknown}" is none of ${known.join(', ')}.`, 'fields');
        }
        const place = foreign(query.locale);
        const condition = conditionOf(call);
        const names = body.fields ?? known;
        const outcome = await reviewTranslation(db, type, params.id, place, names, condition, actorOf(call));
        return answerWrite(call, responses, type, outcome);
      },
    }),
  ];
}

function toPlace(cursor: string): string {
  const [id = ''] = parseCursor(cursor, 1);
  if (z.uuid().safeParse(id).success) return id;
  throw new Refusal('invalid_query', 'The cursor is not one that this list gave out.', 'cursor');
}
