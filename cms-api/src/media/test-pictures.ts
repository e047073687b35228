/** Pictures for tests, and their way in. */
import sharp, { type Sharp } from 'sharp';
import type { TestCms } from '../test-cms.ts';

/**
 * Smooth noise, the same at every call: like a photograph it has no two places alike, and like one it is smallest as AVIF and
 * largest as JPEG. @param seed Another one draws another picture.
 */
export function drawNoise(width: number, height: number, seed = 1): Sharp {
  const pixels = Buffer.alloc(width * height * 3);
  let state = seed;
  for (let i = 0; i < pixels.length; i++) {
    // The linear congruential generator of Numerical Recipes, §7.1; its high bits are the good ones.
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    pixels[i] = 64 + (state >>> 25);
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } }).blur(1.2);
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
