/** The audit log over HTTP. */
import { z } from 'zod';
import { Text } from '../content-types/text.ts';
import { cursorParameter, formatCursor, parseCursor } from '../http/cursor.ts';
import { type Endpoint, endpoint } from '../http/endpoint.ts';
import { Refusal } from '../http/problem.ts';
import { AuditLine, listAuditLines } from './store.ts';

const word = Text.min(1).max(200);
const time = z.iso.datetime({ offset: true });

export const auditEndpoints: Endpoint[] = [
  endpoint({
    method: 'get',
    path: '/audit',
    access: 'audit.read',
    tag: 'audit',
    summary: 'Who did what, newest first',
    query: z.strictObject({
      action: word.optional(),
      subject: word.optional(),
      subjectId: word.optional(),
      actorId: z.uuid().optional(),
      from: time.optional(),
      to: time.optional(),
      cursor: cursorParameter,
      limit: z.coerce.number().int().min(1).max(100).default(50),
    }),
    answers: { 200: z.object({ lines: z.array(AuditLine), next: z.string().nullable() }) },
    async handle({ db, query: { cursor, limit, ...filter } }) {
      const after = cursor === undefined ? undefined : toPlace(cursor);
      const found = await listAuditLines(db, filter, after, limit + 1);
      const shown = found.slice(0, limit);
      const last = shown.at(-1);
      const lines = shown.map(({ key: _, ...line }) => line);
      const next = found.length > limit && last ? formatCursor([last.key, last.id]) : null;
      return { status: 200, body: { lines, next } };
    },
  }),
];

function toPlace(cursor: string): [string, string] {
  const [at = '', id = ''] = parseCursor(cursor, 2);
  const fits =
    /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?[+-]\d\d(?::\d\d)?$/.test(at) &&
    z.uuid().safeParse(id).success;
  if (!fits) throw new Refusal('invalid_query', 'The cursor is not one that this list gave out.', 'cursor');
  return [at, id];
}
