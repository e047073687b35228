/** Uploads, their sizes and their files: what the endpoints of media do, without HTTP's words. */
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { v7 } from 'uuid';
import type { Actor } from '../audit/record.ts';
import type { Db } from '../db/sql.ts';
import type { SentFile } from '../http/endpoint.ts';
import { Refusal } from '../http/problem.ts';
import { chooseVariant, type Format, formatOf } from './choose.ts';
import { type Folder, originalName } from './folder.ts';
import type { Images } from './images.ts';
import { type Kind, kindNamed } from './kinds.ts';
import { mostPixels, type Wanted } from './messages.ts';
import { receiveFile } from './receive.ts';
import type { Media, MediaChange } from './schema.ts';
import { largestWidth, widths, widthsOf } from './sizes.ts';
import { insertMedia, keepVariant, listMediaIds, readStored, type Stored } from './store.ts';

export type Library = {
  /** @throws Refusal; then nothing is left of it. */
  upload(request: IncomingMessage, about: MediaChange & { name: string }, actor: Actor): Promise<Media>;
  /** @returns Undefined when there is no such file. @throws Refusal for a width that is not made. */
  find(
    id: string,
    asked: { width: number | undefined; format: Format; accept: string | undefined },
  ): Promise<FoundFile | undefined>;
  remove(id: string): Promise<void>;
  /** Takes away what a crash left: folders of files that the database does not know. */
  sweep(): Promise<void>;
};

export type FoundFile = {
  file: SentFile;
  etag: string;
  /** False while a size is still being made: the next answer may be a smaller one. */
  isFinal: boolean;
};

export type LibraryDeps = {
  db: Db;
  folder: Folder;
  images: Images;
  /** An upload without a byte for so long is given up. */
  idleMs: number;
  onFault: (error: unknown) => void;
};

export function createLibrary({ db, folder, images, idleMs, onFault }: LibraryDeps): Library {
  /** `id width.format` of what is being made, so that nothing is made twice at once. */
  const underway = new Set<string>();

  async function make(
    id: string,
    { contentType, bytes }: Pick<Stored, 'contentType' | 'bytes'>,
    all: Wanted[],
  ) {
    const keyOf = ({ width, format }: Wanted) => `${id} ${width}.${format}`;
    const wanted = all.filter((one) => !underway.has(keyOf(one)));
    const kind = kindNamed(contentType);
    if (wanted.length === 0 || !kind) return;
    for (const one of wanted) underway.add(keyOf(one));
    const task = {
      file: join(folder.root, folder.pathOf(id, originalName(kind.extension))),
      fileBytes: bytes,
      own: formatOf(contentType),
      folder: join(folder.root, folder.pathOf(id, '')),
      wanted,
    };
    try {
      await images.vary(task, (made) => keepVariant(db, id, made));
    } catch (error) {
      onFault(error);
    } finally {
      for (const one of wanted) underway.delete(keyOf(one));
    }
  }

  async function look(kind: Kind, path: string) {
    if (!kind.isPicture) return { width: null, height: null, blurHash: null };
    const looked = await images.inspect(path);
    if (!looked.ok) throw refusalOfLook(looked.because, looked.detail);
    const { width, height, blurHash, isAnimated } = looked.inspected;
    return isAnimated ? { width: null, height: null, blurHash } : { width, height, blurHash };
  }

  return {
    async upload(request, { name, alt = '', credit = '', focal = null }, actor) {
      const id = v7();
      const path = folder.incoming(id);
      try {
        const { kind, bytes, sha256 } = await receiveFile(request, path, { idleMs });
        const { contentType } = kind;
        const seen = await look(kind, path);
        await folder.keep(id, kind.extension);
        const facts = { id, name, contentType, bytes, sha256, alt, credit, focal, ...seen };
        const media = await insertMedia(db, facts, actor);
        if (seen.width !== null) void make(id, { contentType, bytes }, allSizes(seen.width, contentType));
        return media;
      } catch (error) {
        await folder.remove(id);
        throw error;
      }
    },

    async find(id, { width, format, accept }) {
      const stored = await readStored(db, id);
      const kind = stored && kindNamed(stored.contentType);
      if (!stored || !kind) return undefined;
      const original = {
        folder: folder.root,
        path: folder.pathOf(id, originalName(kind.extension)),
        contentType: stored.contentType,
        downloadName: kind.isInline ? undefined : stored.name,
      };
      if (stored.width === null) return { file: original, etag: `"${stored.hash}"`, isFinal: true };

      const choice = chooseVariant({ ...stored, width: stored.width }, { width, format, accept });
      if (!choice) {
        const detail = `w is one of ${widths.join(', ')}, or the picture’s own ${Math.min(stored.width, largestWidth)}.`;
        throw new Refusal('invalid_query', detail, 'w');
      }
      const { variant, missing } = choice;
      if (missing.length > 0) void make(id, stored, missing);
      const isFinal = missing.length === 0;
      if (!variant) return { file: original, etag: `"${stored.hash}"`, isFinal };
      const name = `${variant.width}.${variant.format}`;
      const file = { ...original, path: folder.pathOf(id, name), contentType: `image/${variant.format}` };
      return { file, etag: `"${stored.hash}-${name}"`, isFinal };
    },

    remove: (id) => folder.remove(id),

    async sweep() {
      const kept = await folder.list();
      // Asked after the look: what came in between is known by now.
      const known = await listMediaIds(db);
      for (const id of kept) if (!known.has(id)) await folder.remove(id);
    },
  };
}

function allSizes(width: number, contentType: string): Wanted[] {
  const formats = [...new Set([formatOf(contentType), 'webp' as const, 'avif' as const])];
  return widthsOf(width).flatMap((one) => formats.map((format) => ({ width: one, format })));
}

function refusalOfLook(because: 'broken' | 'too_many_pixels' | 'too_much', detail: string): Refusal {
  if (because === 'too_many_pixels') {
    return new Refusal('broken_file', `Pictures may have ${mostPixels / 1_000_000} million pixels.`);
  }
  return new Refusal('broken_file', `The picture cannot be read whole: ${detail}`);
}
