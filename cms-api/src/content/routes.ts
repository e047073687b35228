/** Entries of all content types over HTTP. */
import { z } from 'zod';
import { can, type Principal } from '../auth/principal.ts';
import type { Responses } from '../cache/responses.ts';
import { TypeName } from '../content-types/definition.ts';
import type { Fields } from '../content-types/entry-schema.ts';
import { Text } from '../content-types/text.ts';
import type { KnownType, Types } from '../content-types/types.ts';
import { actorOf, mustBe } from '../http/call.ts';
import { type Answer, type Call, type Endpoint, endpoint } from '../http/endpoint.ts';
import { changedMeanwhile, isSame, versionOf } from '../http/etag.ts';
import { notFound, Refusal, refusalOf } from '../http/problem.ts';
import { type BulkChange, changeEntries, createEntries } from './bulk-write.ts';
import { listParameters, parseListing, parseReading, readParameters } from './list-query.ts';
import type { Locales } from './locales.ts';
import { type Found, listEntries, readEntry, readEntryTag, readRevisions } from './read.ts';
import { type Reading, typesOf } from './reading.ts';
import { AnyFields, DraftEntry, Entry, EntryList, Schedule } from './schema.ts';
import { compareVersions, Difference, listVersions, readVersion, Version, VersionCard } from './versions.ts';
import {
  type Condition,
  changeEntry,
  createEntry,
  deleteEntry,
  type Outcome,
  publishEntry,
  restoreEntry,
  scheduleEntry,
  translateEntry,
  unpublishEntry,
  type Written,
} from './write.ts';

const ofType = z.object({ type: TypeName });
const byId = z.object({ type: TypeName, id: z.uuid() });
const byName = z.object({ type: TypeName, id: Text.min(1).max(120).describe('Id or slug.') });
const byVersion = byId.extend({ version: z.coerce.number().int().min(1).max(2_000_000_000) });
const anyQuery = z.record(z.string(), z.unknown());

const mostAtOnce = 1_000;
const bulkBytes = 20 * 1_048_576;
const tag = 'content';

type AnyCall = Call<unknown, unknown, unknown>;

export type ContentDeps = { types: Types; locales: Locales; responses: Responses };

export function contentEndpoints(deps: ContentDeps): Endpoint[] {
  return [
    ...readEndpoints(deps),
    ...writeEndpoints(deps),
    ...stateEndpoints(deps),
    ...versionEndpoints(deps),
  ];
}

function readEndpoints({ types, locales, responses }: ContentDeps): Endpoint[] {
  return [
    endpoint({
      method: 'get',
      path: '/content/{type}',
      access: 'public',
      tag,
      summary: 'List entries',
      params: ofType,
      query: anyQuery,
      queryParameters: listParameters,
      answers: { 200: EntryList },
      isConditional: true,
      async handle({ db, params, query, principal, headers }) {
        const type = await types.named(params.type);
        const listing = await parseListing(query, type, { types, locales, principal });
        const { reading } = listing;
        return await answerConditionally(reading, headers['if-none-match'], {
          readTag: () => readRevisions(db, type, reading),
          read: () =>
            responses.of(reading, typesOf(type, reading.includes), ['list', params.type, query], () =>
              listEntries(db, type, listing),
            ),
        });
      },
    }),
    endpoint({
      method: 'get',
      path: '/content/{type}/{id}',
      access: 'public',
      tag,
      summary: 'Read an entry by its id or slug',
      params: byName,
      query: anyQuery,
      queryParameters: readParameters,
      answers: { 200: Entry },
      isConditional: true,
      async handle({ db, params, query, principal, headers }) {
        const type = await types.named(params.type);
        const reading = await parseReading(query, type, { types, locales, principal });
        return await answerConditionally(reading, headers['if-none-match'], {
          readTag: () => readEntryTag(db, type, params.id, reading),
          read: () =>
            responses.of(reading, typesOf(type, reading.includes), ['entry', params, query], () =>
              readEntry(db, type, params.id, reading),
            ),
        });
      },
    }),
  ];
}

function writeEndpoints({ types, locales, responses }: ContentDeps): Endpoint[] {
  return [
    endpoint({
      method: 'post',
      path: '/content/{type}',
      access: 'content.create',
      tag,
      summary: 'Create an entry, as a draft',
      params: ofType,
      body: z.strictObject({ fields: AnyFields }),
      answers: { 201: DraftEntry },
      async handle(call) {
        const type = await types.named(call.params.type);
        const fields = checkedFields(type, 'create', call.body.fields);
        const made = await createEntry(call.db, type, fields, actorOf(call));
        forgetLater(call, responses, type);
        const Location = `/api/v1/content/${type.name}/${made.id}`;
        return { status: 201, json: made.json, headers: { ...tagOf(made), Location } };
      },
    }),
    endpoint({
      method: 'post',
      path: '/content/{type}/bulk',
      access: 'content.create',
      tag,
      summary: `Create up to ${mostAtOnce} entries, all or none`,
      params: ofType,
      body: z.strictObject({
        entries: z
          .array(z.strictObject({ fields: AnyFields }))
          .min(1)
          .max(mostAtOnce),
      }),
      bodyLimitBytes: bulkBytes,
      answers: { 201: z.object({ ids: z.array(z.uuid()) }) },
      async handle(call) {
        const type = await types.named(call.params.type);
        const all = call.body.entries.map(({ fields }, index) =>
          checkedFields(type, 'create', fields, `entries.${index}.fields`),
        );
        const ids = await createEntries(call.db, type, all, actorOf(call));
        forgetLater(call, responses, type);
        return { status: 201, body: { ids } };
      },
    }),
    endpoint({
      method: 'patch',
      path: '/content/{type}/bulk',
      access: 'content.update',
      tag,
      summary: `Change up to ${mostAtOnce} entries, all or none`,
      description:
        'Each may say the version it changes; if one of them is at another version by now, none is changed.',
      params: ofType,
      body: z.strictObject({
        entries: z
          .array(z.strictObject({ id: z.uuid(), version: z.int().optional(), fields: AnyFields }))
          .min(1)
          .max(mostAtOnce),
      }),
      bodyLimitBytes: bulkBytes,
      answers: { 200: z.object({ changed: z.int() }) },
      async handle(call) {
        const type = await types.named(call.params.type);
        const changes = call.body.entries.map(
          (entry, index): BulkChange => ({
            ...entry,
            fields: checkedFields(type, 'change', entry.fields, `entries.${index}.fields`),
          }),
        );
        if (new Set(changes.map(({ id }) => id)).size < changes.length) {
          throw new Refusal('invalid_body', 'An entry is changed once.', 'entries');
        }
        const { ownerId } = conditionOf(call);
        const outcome = await changeEntries(call.db, type, changes, ownerId, actorOf(call));
        if (!outcome.ok) {
          throw new Refusal(
            'precondition_failed',
            `${outcome.id} is not there, or at another version by now.`,
            'entries',
          );
        }
        forgetLater(call, responses, type);
        return { status: 200, body: { changed: outcome.count } };
      },
    }),
    endpoint({
      method: 'patch',
      path: '/content/{type}/{id}',
      access: 'content.update',
      tag,
      summary: 'Change some fields of an entry',
      description:
        'The draft changes; readers see it when it is published. With `locale`, the localized fields in that locale.',
      params: byId,
      query: z.strictObject({ locale: z.string().max(35).optional() }),
      body: z.strictObject({ fields: AnyFields }),
      answers: { 200: DraftEntry },
      isGuarded: true,
      async handle(call) {
        const { db, params, query, body } = call;
        const type = await types.named(params.type);
        const condition = conditionOf(call);
        const locale = locales.chain(query.locale).at(-1);
        const actor = actorOf(call);
        const outcome =
          locale === undefined
            ? await changeEntry(
                db,
                type,
                params.id,
                checkedFields(type, 'change', body.fields),
                condition,
                actor,
              )
            : await translateEntry(
                db,
                type,
                params.id,
                locale,
                checkedFields(type, 'translate', body.fields),
                condition,
                actor,
              );
        return answerWrite(call, responses, type, outcome);
      },
    }),
    endpoint({
      method: 'delete',
      path: '/content/{type}/{id}',
      access: 'content.delete',
      tag,
      summary: 'Delete an entry that no other points to',
      params: byId,
      answers: { 204: null },
      isGuarded: true,
      async handle(call) {
        const type = await types.named(call.params.type);
        const others = (await types.all()).values();
        const condition = conditionOf(call);
        const outcome = await deleteEntry(call.db, type, call.params.id, condition, actorOf(call), others);
        writtenOf(outcome);
        forgetLater(call, responses, type);
        return { status: 204 };
      },
    }),
  ];
}

function stateEndpoints({ types, responses }: ContentDeps): Endpoint[] {
  const simple = (name: 'publish' | 'unpublish', summary: string, work: typeof publishEntry): Endpoint =>
    endpoint({
      method: 'post',
      path: `/content/{type}/{id}/${name}`,
      access: 'content.publish',
      tag,
      summary,
      params: byId,
      answers: { 200: DraftEntry },
      isGuarded: true,
      async handle(call) {
        const type = await types.named(call.params.type);
        const outcome = await work(call.db, type, call.params.id, conditionOf(call), actorOf(call));
        return answerWrite(call, responses, type, outcome);
      },
    });

  return [
    simple('publish', 'Show the draft to readers', publishEntry),
    simple('unpublish', 'Take an entry back from readers', unpublishEntry),
    endpoint({
      method: 'post',
      path: '/content/{type}/{id}/schedule',
      access: 'content.publish',
      tag,
      summary: 'Publish or take back at a time; null takes a time back',
      params: byId,
      body: Schedule,
      answers: { 200: DraftEntry },
      isGuarded: true,
      async handle(call) {
        const type = await types.named(call.params.type);
        const condition = conditionOf(call);
        const outcome = await scheduleEntry(
          call.db,
          type,
          call.params.id,
          call.body,
          condition,
          actorOf(call),
        );
        return answerWrite(call, responses, type, outcome);
      },
    }),
  ];
}

function versionEndpoints({ types, locales, responses }: ContentDeps): Endpoint[] {
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
      tag,
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
      tag,
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
      tag,
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
      tag,
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

/** The cheap look first, when the client holds something; the answer only when it is another one. */
async function answerConditionally(
  reading: Reading,
  ifNoneMatch: string | undefined,
  { readTag, read }: { readTag(): Promise<string | undefined>; read(): Promise<Found | undefined> },
): Promise<Answer> {
  const isPublished = reading.side === 'published';
  const etagOf = (tagText: string) => `"${tagText}${isPublished ? '' : `.d${reading.ownerId ?? ''}`}"`;
  const headers = {
    'Cache-Control': isPublished ? 'public, max-age=0, must-revalidate' : 'private, no-cache',
    Vary: 'Authorization',
  };
  if (ifNoneMatch !== undefined) {
    const tagText = await readTag();
    if (tagText !== undefined && isSame(ifNoneMatch, etagOf(tagText))) {
      return { status: 304, headers: { ...headers, ETag: etagOf(tagText) } };
    }
  }
  const found = await read();
  if (!found) throw notFound('entry');
  return { status: 200, json: found.json, headers: { ...headers, ETag: etagOf(found.tag) } };
}

function checkedFields(
  type: KnownType,
  kind: 'create' | 'change' | 'translate',
  fields: Fields,
  root = 'fields',
): Fields {
  const parsed = type.schemas[kind].safeParse(fields);
  if (!parsed.success) throw refusalOf('invalid_body', parsed.error, root);
  return parsed.data;
}

/** What a write may touch: everybody's entries, or one's own. */
function conditionOf(call: AnyCall): Condition {
  const me: Principal = mustBe(call.principal);
  return {
    version: versionOf(call.headers['if-match']),
    ownerId: can(me, 'content.others') ? undefined : me.userId,
  };
}

function answerWrite(call: AnyCall, responses: Responses, type: KnownType, outcome: Outcome): Answer {
  const written = writtenOf(outcome);
  forgetLater(call, responses, type);
  return { status: 200, json: written.json, headers: tagOf(written) };
}

/** What is another's looks like what is not there. @throws Refusal */
function writtenOf(outcome: Outcome): Written {
  if (outcome.ok) return outcome.entry;
  if (outcome.because === 'changed') throw changedMeanwhile(outcome.version);
  throw notFound('entry');
}

function tagOf({ version }: Written): Record<string, string> {
  return { ETag: `"${version}"` };
}

function forgetLater(call: AnyCall, responses: Responses, type: KnownType): void {
  call.afterCommit(() => responses.forget([`type:${type.name}`]));
}
