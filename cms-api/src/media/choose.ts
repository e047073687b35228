/** Which file answers a request for a picture. */
import type { Made, PictureFormat, Wanted } from './messages.ts';
import { widthFor } from './sizes.ts';
import type { Stored } from './store.ts';

export type Choice = {
  /** Undefined: the original. */
  variant: Made | undefined;
  /** Sizes that were never made; until they are, the answer may become a better one. */
  missing: Wanted[];
};

/** `auto`: the smallest that the client takes. */
export const formats = ['auto', 'original', 'avif', 'webp', 'jpeg', 'png', 'gif'] as const;
export type Format = (typeof formats)[number];

export function formatOf(contentType: string): PictureFormat {
  // Pictures are of five kinds, and sharp names them like their types.
  return contentType.slice('image/'.length) as PictureFormat;
}

/**
 * The file with the fewest bytes that is wide enough and in a format that is wanted, the original among them.
 * @returns Undefined when no such width is made.
 */
export function chooseVariant(
  { contentType, width, bytes, variants }: Stored & { width: number },
  asked: { width: number | undefined; format: Format; accept: string | undefined },
): Choice | undefined {
  const wide = widthFor(width, asked.width);
  if (wide === undefined) return undefined;
  if (asked.format === 'original') return { variant: undefined, missing: [] };

  const own = formatOf(contentType);
  const wanted = wantedFormats(asked.format, asked.accept, own);
  const known = new Set(variants.filter((one) => one.width === wide).map(({ format }) => format));
  const missing = wanted.filter((format) => !known.has(format)).map((format) => ({ width: wide, format }));

  const fits = variants.filter(
    (one) => one.width >= wide && one.bytes !== null && wanted.includes(one.format),
  );
  const asNamed = fits.filter(({ format }) => format === asked.format);
  const [best] = (asNamed.length > 0 ? asNamed : fits).sort((a, b) => (a.bytes ?? 0) - (b.bytes ?? 0));
  return { variant: best && (best.bytes ?? 0) < bytes ? best : undefined, missing };
}

/** Its own format comes after what is named or accepted: every client of it takes that. */
function wantedFormats(format: Format, accept: string | undefined, own: PictureFormat): PictureFormat[] {
  const named = format === 'auto' ? accepted(accept) : [format as PictureFormat];
  return [...new Set([...named, own])];
}

function accepted(accept = ''): PictureFormat[] {
  return (['avif', 'webp'] as const).filter((format) =>
    new RegExp(`image/${format}(?!\\s*;\\s*q=0(?:\\.0*)?\\s*(?:,|$))`).test(accept),
  );
}
