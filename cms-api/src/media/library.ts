/** Uploads, their sizes and their files: what the endpoints of media do, without HTTP's words. */
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { v7 } from 'uuid';
import type { Actor } from '../audit/record.ts';
import { type Db, transaction } from '../db/sql.ts';
import type { SentFile } from '../http/endpoint.ts';
import { Refusal } from '../http/problem.ts';
import { chooseVariant, type Format, formatOf } from './choose.ts';
import { type Folder, originalName } from './folder.ts';
import { type Images, varyLimitMs } from './images.ts';
import { type Kind, kindNamed } from './kinds.ts';
import { mostPixels, type Wanted } from './messages.ts';
import { type Received, receiveFile, receiveUpload } from './receive.ts';
import type { Media, MediaCard, MediaChange } from './schema.ts';
import { largestWidth, widths, widthsOf } from './sizes.ts';
import {
  claimVariants,
  insertMedia,
  keepVariant,
  listMediaIds,
  readStored,
  type Stored,
  waitForAdoption,
} from './store.ts';

export type Library = {
  /** @throws Refusal; then nothing is left of it. */
  upload(request: IncomingMessage, about: MediaChange & { name: string }, actor: Actor): Promise<Media>;
  /** A file of another installation, under the id that it had there. @returns False: it is here already, and stays as it is. */
  adopt(db: Db, chunks: AsyncIterable<Buffer>, facts: AdoptedFacts, actor: Actor): Promise<boolean>;
  /** Where the file of a medium lies, as it was uploaded. */
  originalOf(id: string, contentType: string): string;
  /** @returns Undefined when there is no such file. @throws Refusal for a width that is not made. */
  find(
    id: string,
    asked: { width: number | undefined; format: Format; accept: string | undefined },
  ): Promise<FoundFile | undefined>;
  remove(id: string): Promise<void>;
  /** Takes away what a crash left: folders of files that the database does not know. */
  sweep(): Promise<void>;
};

export type AdoptedFacts = Pick<MediaCard, 'id' | 'name' | 'contentType' | 'alt' | 'credit' | 'focal'>;

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

/** What a process that died had claimed, others make after this time. */
const claimMs = varyLimitMs + 30_000;

export function createLibrary({ db, folder, images, idleMs, onFault }: LibraryDeps): Library {
  /** `id width.format` of what is being made or waits for it here, so that no request asks for it again. */
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
    };
    try {
      await images.vary(
        task,
        () => claimVariants(db, id, wanted, claimMs),
        (made) => keepVariant(db, id, made),
      );
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

  async function keep(db: Db, facts: AdoptedFacts, { kind, bytes, sha256 }: Received, actor: Actor) {
    const seen = await look(kind, folder.incoming(facts.id));
    await folder.keep(facts.id, kind.extension);
    return await insertMedia(db, { ...facts, bytes, sha256, ...seen }, actor);
  }

  return {
    async upload(request, { name, alt = '', credit = '', focal = null }, actor) {
      const id = v7();
      const path = folder.incoming(id);
      try {
        const received = await receiveUpload(request, path, { idleMs });
        const facts = { id, name, alt, credit, focal, contentType: received.kind.contentType };
        const media = await keep(db, facts, received, actor);
        if (media.width !== null) void make(id, media, allSizes(media.width, media.contentType));
        return media;
      } catch (error) {
        await folder.remove(id);
        throw error;
      }
    },

    adopt(given, chunks, facts, actor) {
      return transaction(given, async (tx) => {
        await waitForAdoption(tx);
        if (await readStored(tx, facts.id)) {
          for await (const _ of chunks);
          return false;
        }
        try {
          const told = { contentType: facts.contentType, bytes: 0 };
          await keep(tx, facts, await receiveFile(chunks, folder.incoming(facts.id), told), actor);
          return true;
        } catch (error) {
          await folder.remove(facts.id);
          throw error;
        }
      });
    },

    originalOf(id, contentType) {
      return join(folder.root, folder.pathOf(id, originalName(kindNamed(contentType)?.extension ?? '')));
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
      const kept = await folder.listOld();
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
