/** The text of whatever pg accepts as a query. */

/** Undefined when it is nothing that pg would run. */
export function textOf(query: unknown): string | undefined {
  if (typeof query === 'string') return query;
  if (typeof query !== 'object' || query === null) return undefined;
  if ('text' in query && typeof query.text === 'string') return query.text;
  // A query stream holds a cursor, which keeps its text for itself.
  if ('cursor' in query) return textOf(query.cursor);
  return 'name' in query && typeof query.name === 'string' ? `(prepared as ${query.name})` : '(unknown)';
}
