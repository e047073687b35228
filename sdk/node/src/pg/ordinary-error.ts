/** Tells errors of a statement, after which a connection is as good as before, from errors of the connection. */

/** Data, integrity, transaction rollback, syntax or access: PostgreSQL is ready for the next statement. */
const ordinaryClass = /^(?:22|23|40|42)[0-9A-Z]{3}$/;
const canceled = '57014';
/** Several statements in one text may fail inside a transaction of their own, which would outlive them. */
const opensTransaction = /\b(?:begin|start\s+transaction)\b/i;

/** @param text What was asked; undefined when it is not known. */
export function isOrdinaryError(error: unknown, text: string | undefined): boolean {
  if (typeof error !== 'object' || error === null || !('code' in error)) return false;
  const { code } = error;
  if (typeof code !== 'string' || (code !== canceled && !ordinaryClass.test(code))) return false;
  return text !== undefined && !opensTransaction.test(text);
}
