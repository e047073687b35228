/** One upload to one file: as it comes, within the limit of its kind, with nothing left behind when it fails. */
import { createHash } from 'node:crypto';
import { type FileHandle, open, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { Refusal } from '../http/problem.ts';
import { headBytes, type Kind, kindOf, largestBytes } from './kinds.ts';

export type Received = { kind: Kind; bytes: number; sha256: Buffer };

/** What is still read of a body after it was refused, so that the client gets to hear of it. */
const discardedBytes = 4 * 1_048_576;

/**
 * @param path Must not exist. @param idleMs Without a byte for so long, the upload is given up.
 * @throws Refusal
 */
export async function receiveFile(
  request: IncomingMessage,
  path: string,
  { idleMs }: { idleMs: number },
): Promise<Received> {
  if (request.headers['content-encoding']) {
    throw new Refusal('unsupported_encoding', 'Send the file as it is, without Content-Encoding.');
  }
  let handle: FileHandle | undefined;
  try {
    refuseLength(request, largestBytes);
    handle = await open(path, 'wx');
    const received = await write(request, handle, idleMs);
    await handle.sync();
    await handle.close();
    return received;
  } catch (error) {
    await handle?.close().catch(() => {});
    await rm(path, { force: true });
    discard(request);
    throw error;
  }
}

async function write(request: IncomingMessage, handle: FileHandle, idleMs: number): Promise<Received> {
  const { 'content-type': declared } = request.headers;
  const hash = createHash('sha256');
  let head = Buffer.alloc(0);
  let kind: Kind | undefined;
  let bytes = 0;
  const decide = async () => {
    const decided = await kindOf(head, declared);
    refuseLength(request, decided.limitBytes);
    return decided;
  };

  for await (const chunk of chunksOf(request, idleMs)) {
    bytes += chunk.length;
    if (!kind) {
      head = Buffer.concat([head, chunk]);
      if (head.length >= headBytes) kind = await decide();
    }
    if (kind && bytes > kind.limitBytes) throw tooLarge(kind.limitBytes);
    hash.update(chunk);
    await handle.writeFile(chunk);
  }
  if (bytes === 0) throw new Refusal('broken_file', 'The file is empty.');
  return { kind: kind ?? (await decide()), bytes, sha256: hash.digest() };
}

/** The request is not destroyed when its reader gives up: it still has to be answered. */
async function* chunksOf(request: IncomingMessage, idleMs: number): AsyncGenerator<Buffer> {
  const chunks = request.iterator({ destroyOnReturn: false });
  for (;;) {
    const next = await within(chunks.next(), idleMs);
    if (next.done) return;
    yield next.value as Buffer;
  }
}

async function within<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, fail) => {
    const refusal = new Refusal('body_stalled', `Nothing came for ${ms / 1_000} s; nothing was kept.`);
    timer = setTimeout(() => fail(refusal), ms);
  });
  // When the other one wins, this one still ends, and nobody listens.
  work.catch(() => {});
  try {
    return await Promise.race([work, late]);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal('broken_file', 'The upload broke off; nothing was kept.');
  } finally {
    clearTimeout(timer);
  }
}

function refuseLength(request: IncomingMessage, limitBytes: number): void {
  if (Number(request.headers['content-length'] ?? 0) > limitBytes) throw tooLarge(limitBytes);
}

function tooLarge(limitBytes: number): Refusal {
  return new Refusal('body_too_large', `Files of this kind may have ${limitBytes / 1_048_576} MiB.`);
}

/** A client that only listens when it is done talking is let talk a little longer, then cut off. */
function discard(request: IncomingMessage): void {
  if (request.readableEnded || request.destroyed) return;
  let bytes = 0;
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > discardedBytes) request.destroy();
  });
  request.on('error', () => {});
}
