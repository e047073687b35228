/** Many entries at once over HTTP. */
import { z } from 'zod';
import { actorOf } from '../http/call.ts';
import { type Endpoint, endpoint } from '../http/endpoint.ts';
import { Refusal } from '../http/problem.ts';
import { checkedFields, conditionOf, forgetLater } from './answer-write.ts';
import { type BulkChange, changeEntries, createEntries } from './bulk-write.ts';
import { ofType } from './params.ts';
import type { ContentDeps } from './read-routes.ts';
import { AnyFields } from './schema.ts';

const mostAtOnce = 1_000;
const bulkBytes = 20 * 1_048_576;

export function bulkEndpoints({ types, responses }: ContentDeps): Endpoint[] {
  return [
    endpoint({
      method: 'post',
      path: '/content/{type}/bulk',
      access: 'content.create',
      tag: 'content',
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
      tag: 'content',
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
  ];
}
