/** The signature of a delivery, as Standard Webhooks has it: receivers find libraries for it, or write ten lines. */
import { createHmac, randomBytes } from 'node:crypto';

export function newSecret(): Buffer {
  return randomBytes(32);
}

export function formatSecret(secret: Buffer): string {
  return `whsec_${secret.toString('base64')}`;
}

/** @param atSeconds Unix time of this try: an old delivery caught on the way cannot be played again later. */
export function signedHeaders(
  secret: Buffer,
  id: string,
  body: string,
  atSeconds: number,
): Record<string, string> {
  const signature = createHmac('sha256', secret).update(`${id}.${atSeconds}.${body}`).digest('base64');
  return {
    'webhook-id': id,
    'webhook-timestamp': String(atSeconds),
    'webhook-signature': `v1,${signature}`,
  };
}
