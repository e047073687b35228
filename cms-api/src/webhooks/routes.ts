/** Webhooks over HTTP: defined, looked into, replayed. */
import { z } from 'zod';
import { actorOf } from '../http/call.ts';
import { cursorParameter, formatCursor, parseCursor } from '../http/cursor.ts';
import { type Endpoint, endpoint } from '../http/endpoint.ts';
import { changedMeanwhile, versionOf } from '../http/etag.ts';
import { notFound, Refusal } from '../http/problem.ts';
import { Delivery, deliveryStates, NewWebhook, Webhook, WebhookChange, WebhookWithSecret } from './schema.ts';
import { formatSecret, newSecret } from './signature.ts';
import {
  changeWebhook,
  createWebhook,
  deleteWebhook,
  listDeliveries,
  listWebhooks,
  readWebhook,
  replayDelivery,
} from './store.ts';

const byId = z.object({ id: z.uuid() });
const shared = { access: 'webhooks.manage', tag: 'webhooks' } as const;

/** @param wake Called when something may be due. */
export function webhookEndpoints(wake: () => void): Endpoint[] {
  return [
    endpoint({
      ...shared,
      method: 'get',
      path: '/webhooks',
      summary: 'List the webhooks',
      answers: { 200: z.object({ webhooks: z.array(Webhook) }) },
      handle: async ({ db }) => ({ status: 200, body: { webhooks: await listWebhooks(db) } }),
    }),
    endpoint({
      ...shared,
      method: 'post',
      path: '/webhooks',
      summary: 'Have changes posted to an address',
      description: 'The answer holds the secret that signs what is sent; it is not told again.',
      body: NewWebhook,
      answers: { 201: WebhookWithSecret },
      isRepeatable: false,
      async handle(call) {
        const secret = newSecret();
        const made = await createWebhook(call.db, call.body, secret, actorOf(call));
        const headers = { ETag: `"${made.version}"`, Location: `/api/v1/webhooks/${made.id}` };
        return { status: 201, body: { ...made, secret: formatSecret(secret) }, headers };
      },
    }),
    endpoint({
      ...shared,
      method: 'get',
      path: '/webhooks/{id}',
      summary: 'Read a webhook',
      params: byId,
      answers: { 200: Webhook },
      async handle({ db, params }) {
        const webhook = await readWebhook(db, params.id);
        if (!webhook) throw notFound('webhook');
        return { status: 200, body: webhook, headers: { ETag: `"${webhook.version}"` } };
      },
    }),
    endpoint({
      ...shared,
      method: 'patch',
      path: '/webhooks/{id}',
      summary: 'Change a webhook, or let it rest',
      params: byId,
      body: WebhookChange,
      answers: { 200: Webhook },
      isGuarded: true,
      async handle(call) {
        const version = versionOf(call.headers['if-match']);
        const found = await changeWebhook(call.db, call.params.id, call.body, version, actorOf(call));
        if (!found) throw notFound('webhook');
        if (!found.webhook) throw changedMeanwhile(found.foundVersion);
        call.afterCommit(wake);
        return { status: 200, body: found.webhook, headers: { ETag: `"${found.webhook.version}"` } };
      },
    }),
    endpoint({
      ...shared,
      method: 'delete',
      path: '/webhooks/{id}',
      summary: 'Delete a webhook with its log',
      params: byId,
      answers: { 204: null },
      async handle(call) {
        if (!(await deleteWebhook(call.db, call.params.id, actorOf(call)))) throw notFound('webhook');
        return { status: 204 };
      },
    }),
    endpoint({
      ...shared,
      method: 'get',
      path: '/webhooks/{id}/deliveries',
      summary: 'What was sent, newest first, with every try',
      params: byId,
      query: z.strictObject({
        state: z.enum(deliveryStates).optional(),
        cursor: cursorParameter,
        limit: z.coerce.number().int().min(1).max(100).default(20),
      }),
      answers: { 200: z.object({ deliveries: z.array(Delivery), next: z.string().nullable() }) },
      async handle({ db, params, query: { state, cursor, limit } }) {
        const after = cursor === undefined ? undefined : toPlace(cursor);
        const found = await listDeliveries(db, params.id, state, after, limit + 1);
        const shown = found.slice(0, limit);
        const last = shown.at(-1);
        const next = found.length > limit && last ? formatCursor([last.key, last.id]) : null;
        return { status: 200, body: { deliveries: shown.map(({ key: _, ...delivery }) => delivery), next } };
      },
    }),
    endpoint({
      ...shared,
      method: 'post',
      path: '/webhooks/{id}/deliveries/{delivery}/replay',
      summary: 'Send it again, from its first try on',
      description: 'Same id and same body: a receiver that has it already knows it by its id.',
      params: byId.extend({ delivery: z.uuid() }),
      answers: { 204: null },
      async handle(call) {
        const { id, delivery } = call.params;
        const isReplayed = await replayDelivery(call.db, id, delivery, actorOf(call));
        if (!isReplayed) throw new Refusal('not_found', 'No such delivery is done or dead.');
        call.afterCommit(wake);
        return { status: 204 };
      },
    }),
  ];
}

function toPlace(cursor: string): [string, string] {
  const [at = '', id = ''] = parseCursor(cursor, 2);
  const fits = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?[+-]\d\d(?::\d\d)?$/.test(at);
  if (fits && z.uuid().safeParse(id).success) return [at, id];
  throw new Refusal('invalid_query', 'The cursor is not one that this list gave out.', 'cursor');
}
