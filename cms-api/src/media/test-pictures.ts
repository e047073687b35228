/** Pictures for tests, and their way in. */
import sharp, { type Sharp } from 'sharp';
import type { TestCms } from '../test-cms.ts';

/** Smooth noise: like a photograph it has no two places alike. */
export function drawNoise(width: number, height: number): Sharp {
  const noise = { type: 'gaussian' as const, mean: 128, sigma: 40 };
  return sharp({ create: { width, height, channels: 3, background: '#888', noise } }).blur(2);
}

/** As the API takes files: the body is the file. */
export async function uploadTo(
  cms: TestCms,
  as: string,
  bytes: Uint8Array,
  query: string,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(`${cms.api}/media?${query}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${as}`, 'content-type': 'application/octet-stream', ...headers },
    body: new Uint8Array(bytes),
  });
}
