/** One entry over HTTP: created, changed, deleted. */
import { z } from 'zod';
import { actorOf } from '../http/call.ts';
import { type Endpoint, endpoint } from '../http/endpoint.ts';
import { answerWrite, checkedFields, conditionOf, forgetLater, tagOf, writtenOf } from './answer-write.ts';
import { byId, ofType } from './params.ts';
import type { ContentDeps } from './read-routes.ts';
import { AnyFields, DraftEntry } from './schema.ts';
import { changeEntry, createEntry, deleteEntry, translateEntry } from './write.ts';

export function writeEndpoints({ types, locales, responses }: ContentDeps): Endpoint[] {
  return [
    endpoint({
      method: 'post',
      path: '/content/{type}',
      access: 'content.create',
      tag: 'content',
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
      method: 'patch',
      path: '/content/{type}/{id}',
      access: 'content.update',
      tag: 'content',
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
      tag: 'content',
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
