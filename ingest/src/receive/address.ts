/** Whose request it is, as far as an address tells: behind N trusted proxies, the Nth address from the right. */
import type { IncomingMessage } from 'node:http';

/** @param trustedProxies How many proxies of the operator's own stand in front; what lies left of them is hearsay. */
export function addressOf(request: IncomingMessage, trustedProxies: number): string {
  const direct = request.socket.remoteAddress ?? '';
  if (trustedProxies === 0) return direct;
  const told = String(request.headers['x-forwarded-for'] ?? '')
    .slice(0, 1_000)
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
  return told.at(-trustedProxies) ?? told[0] ?? direct;
}

export function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.') || address.startsWith('::ffff:127.');
}
