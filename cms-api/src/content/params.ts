/** What the paths of entries hold. */
import { z } from 'zod';
import { TypeName } from '../content-types/definition.ts';
import { Text } from '../content-types/text.ts';

export const ofType = z.object({ type: TypeName });
export const byId = z.object({ type: TypeName, id: z.uuid() });
export const byName = z.object({ type: TypeName, id: Text.min(1).max(120).describe('Id or slug.') });
export const byVersion = byId.extend({ version: z.coerce.number().int().min(1).max(2_000_000_000) });
