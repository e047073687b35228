/** What may be told of an error: SQLSTATE or errno name, else its class. Never the message, which quotes data. */
export function toErrorName(error: unknown): string {
  if (!(error instanceof Error)) return 'error';
  const named = [error, error.cause].find(hasCode);
  return (named ? named.code : error.name).slice(0, 128);
}

function hasCode(error: unknown): error is { code: string } {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string';
}
