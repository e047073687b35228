/** Rich text as blocks of spans: flat, so that no document is too deep to check or to show. */
import { z } from 'zod';
import { Text } from './text.ts';

const Link = Text.max(2_000).regex(
  /^(?:https?:\/\/|mailto:|\/(?!\/)|#)/,
  'must be http(s):, mailto:, #… or a path of this site',
);

const Span = z
  .strictObject({
    text: Text.max(20_000),
    bold: z.boolean().optional(),
    italic: z.boolean().optional(),
    code: z.boolean().optional(),
    href: Link.optional(),
  })
  .meta({ id: 'Span' });

const spans = z.array(Span).max(2_000);

const Block = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('paragraph'), spans }),
    z.strictObject({ type: z.literal('heading'), level: z.int().min(2).max(6), spans }),
    z.strictObject({ type: z.literal('quote'), spans }),
    z.strictObject({ type: z.literal('list'), ordered: z.boolean(), items: z.array(spans).max(500) }),
    z.strictObject({ type: z.literal('code'), text: Text.max(100_000), language: Text.max(40).optional() }),
    z.strictObject({ type: z.literal('image'), media: z.uuid(), caption: Text.max(1_000).optional() }),
    z.strictObject({ type: z.literal('rule') }),
  ])
  .meta({ id: 'Block' });

export const RichText = z.array(Block).max(2_000).meta({ id: 'RichText' });
export type RichText = z.infer<typeof RichText>;

/** Ids of the files that it shows. */
export function mediaIn(text: RichText): string[] {
  return text.flatMap((block) => (block.type === 'image' ? [block.media] : []));
}
