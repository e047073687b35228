/** Which files are taken, told by their own bytes and not by what a client says of them. */
import { fileTypeFromBuffer } from 'file-type';
import { Refusal } from '../http/problem.ts';

const MiB = 1_048_576;

export type Kind = {
  contentType: string;
  extension: string;
  limitBytes: number;
  /** Sizes are made of it. */
  isPicture: boolean;
  /** Browsers may show it: nothing in it can run. */
  isInline: boolean;
};

/** Enough for the longest signature that is looked for. */
export const headBytes = 4_100;

const picture = { limitBytes: 30 * MiB, isPicture: true, isInline: true };
const sound = { limitBytes: 100 * MiB, isPicture: false, isInline: true };
const film = { limitBytes: 500 * MiB, isPicture: false, isInline: true };
const document = { limitBytes: 50 * MiB, isPicture: false, isInline: false };

const kinds: Kind[] = [
  { contentType: 'image/jpeg', extension: 'jpg', ...picture },
  { contentType: 'image/png', extension: 'png', ...picture },
  { contentType: 'image/webp', extension: 'webp', ...picture },
  { contentType: 'image/avif', extension: 'avif', ...picture },
  { contentType: 'image/gif', extension: 'gif', ...picture },
  { contentType: 'audio/mpeg', extension: 'mp3', ...sound },
  { contentType: 'audio/ogg', extension: 'ogg', ...sound },
  { contentType: 'video/mp4', extension: 'mp4', ...film },
  { contentType: 'video/webm', extension: 'webm', ...film },
  { contentType: 'application/pdf', extension: 'pdf', ...document },
];

/** Pictures that can hold scripts: kept, handed out for download, never decoded and never shown by themselves. */
const svg: Kind = { contentType: 'image/svg+xml', extension: 'svg', ...document, limitBytes: MiB };

export const largestBytes = Math.max(...kinds.map(({ limitBytes }) => limitBytes));

/**
 * @param head The first bytes of the file. @param declared Content-Type of the request.
 * @throws Refusal when it is none of the kinds, or another one than declared.
 */
export async function kindOf(head: Buffer, declared: string | undefined): Promise<Kind> {
  const found = await sniff(head);
  if (!found) {
    const taken = [...kinds, svg].map(({ contentType }) => contentType).join(', ');
    throw new Refusal('unsupported_file', `By its bytes the file is none of ${taken}.`);
  }
  const said = declared?.split(';')[0]?.trim().toLowerCase();
  if (said && said !== 'application/octet-stream' && said !== found.contentType) {
    const detail = `Content-Type says ${said}, the bytes say ${found.contentType}. Send the file itself as the body, with its own type or application/octet-stream.`;
    throw new Refusal('unsupported_file', detail, 'Content-Type');
  }
  return found;
}

export function kindNamed(contentType: string): Kind | undefined {
  return [...kinds, svg].find((kind) => kind.contentType === contentType);
}

async function sniff(head: Buffer): Promise<Kind | undefined> {
  // A parser of foreign bytes: what it stumbles over is nothing it knows.
  const type = await fileTypeFromBuffer(head).catch(() => undefined);
  if (type) {
    const mime = type.mime.split(';')[0];
    const known = kinds.find(({ contentType }) => contentType === mime);
    if (known || mime !== 'application/xml') return known;
  }
  return isSvg(head) ? svg : undefined;
}

/** An `<svg` root after nothing but a prolog: markup of another kind stays unknown. */
function isSvg(head: Buffer): boolean {
  const text = head.toString('utf8').replace(/^\uFEFF/, '');
  return /^\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--(?:(?!-->)[\s\S])*-->\s*)*(?:<!DOCTYPE svg[^>[]*>\s*)?(?:<!--(?:(?!-->)[\s\S])*-->\s*)*<svg[\s>]/.test(
    text,
  );
}
