/** Query strings through their schema, or a refusal that names the field. */
import type { z } from 'zod';
import { refusalOf } from './problem.ts';

export function validQuery<Schema extends z.ZodType>(schema: Schema, query: unknown): z.output<Schema> {
  const parsed = schema.safeParse(query);
  if (!parsed.success) throw refusalOf('invalid_query', parsed.error);
  return parsed.data;
}
