/** Webhooks and their deliveries as the API tells them. */
import { z } from 'zod';
import { TypeName } from '../content-types/definition.ts';
import { Text } from '../content-types/text.ts';

const Event = z
  .string()
  .regex(
    /^(?:entry\.(?:create|update|publish|unpublish|schedule|restore|delete|\*)|media\.(?:create|update|delete|\*)|type\.(?:create|update|delete|\*))$/,
    'is entry., media. or type. with create, update, delete, or *; of entries also publish, unpublish, schedule, restore',
  );

const Address = Text.max(2_000).refine(isHttp, 'must be an http or https address without a user in it');

function isHttp(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return ['http:', 'https:'].includes(protocol) && username === '' && password === '';
}

const shape = {
  name: Text.min(1).max(100),
  url: Address,
  events: z.array(Event).min(1).max(20),
  types: z.array(TypeName).max(50).describe('Only entries of these types; empty: of all.'),
  isActive: z.boolean(),
};

export const NewWebhook = z.strictObject({
  ...shape,
  types: shape.types.default([]),
  isActive: shape.isActive.default(true),
});
export type NewWebhook = z.infer<typeof NewWebhook>;

export const WebhookChange = z.strictObject(shape).partial();
export type WebhookChange = z.infer<typeof WebhookChange>;

export const Webhook = z
  .object({ ...shape, id: z.uuid(), version: z.int(), createdAt: z.iso.datetime() })
  .meta({ id: 'Webhook' });
export type Webhook = z.infer<typeof Webhook>;

export const WebhookWithSecret = Webhook.extend({
  secret: z.string().describe('Told now and never again.'),
}).meta({ id: 'WebhookWithSecret' });

const Try = z.object({
  at: z.iso.datetime(),
  durationMs: z.int(),
  status: z.int().nullable().describe('Of the answer; null: there was none.'),
  failure: z.string().nullable(),
});
export type Try = z.infer<typeof Try>;

export const deliveryStates = ['waiting', 'delivered', 'dead'] as const;

export const Delivery = z
  .object({
    id: z.uuid(),
    webhookId: z.uuid(),
    event: z.string(),
    state: z.enum(deliveryStates).describe('`dead`: given up after the last try; replay it.'),
    createdAt: z.iso.datetime(),
    nextTryAt: z.iso.datetime().nullable(),
    tries: z.array(Try),
    body: z.unknown(),
  })
  .meta({ id: 'Delivery' });
export type Delivery = z.infer<typeof Delivery>;
