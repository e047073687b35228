/** One upload to one file: as it comes, within the limit of its kind, with nothing left behind when it fails. */
import { createHash } from 'node:crypto';
import { type FileHandle, open, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { chunksOf, discard } from '../http/body-stream.ts';
import { Refusal } from '../http/problem.ts';
import { headBytes, type Kind, kindOf, largestBytes } from './kinds.ts';

export type Received = { kind: Kind; bytes: number; sha256: Buffer };

/** @param idleMs Without a byte for so long, the upload is given up. @throws Refusal */
export async function receiveUpload(
  request: IncomingMessage,
  path: string,
  { idleMs }: { idleMs: number },
): Promise<Received> {
  try {
    if (request.headers['content-encoding']) {
      throw new Refusal('unsupported_encoding', 'Send the file as it is, without Content-Encoding.');
    }
    const told = {
      contentType: request.headers['content-type'],
      bytes: Number(request.headers['content-length'] ?? 0),
    };
    return await receiveFile(chunksOf(request, idleMs), path, told);
  } catch (error) {
    discard(request);
    throw error;
  }
}

type Told = { contentType: string | undefined; bytes: number };

/** @param path Must not exist. @param told What the sender says of it. @throws Refusal */
export async function receiveFile(
  chunks: AsyncIterable<Buffer>,
  path: string,
  told: Told,
): Promise<Received> {
  let handle: FileHandle | undefined;
  try {
    refuseBytes(told.bytes, largestBytes);
    handle = await open(path, 'wx');
    const received = await write(chunks, handle, told);
    await handle.sync();
    await handle.close();
    return received;
  } catch (error) {
    await handle?.close().catch(() => {});
    await rm(path, { force: true });
    throw error;
  }
}

async function write(chunks: AsyncIterable<Buffer>, handle: FileHandle, told: Told): Promise<Received> {
  const hash = createHash('sha256');
  let head = Buffer.alloc(0);
  let kind: Kind | undefined;
  let bytes = 0;
  const decide = async () => {
    const decided = await kindOf(head, told.contentType);
    refuseBytes(told.bytes, decided.limitBytes);
    return decided;
  };

  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (!kind) {
      head = Buffer.concat([head, chunk]);
      if (head.length >= headBytes) kind = await decide();
    }
    if (kind) refuseBytes(bytes, kind.limitBytes);
    hash.update(chunk);
    await handle.writeFile(chunk);
  }
  if (bytes === 0) throw new Refusal('broken_file', 'The file is empty.');
  return { kind: kind ?? (await decide()), bytes, sha256: hash.digest() };
}

function refuseBytes(bytes: number, limitBytes: number): void {
  if (bytes <= limitBytes) return;
  throw new Refusal('body_too_large', `Files of this kind may have ${limitBytes / 1_048_576} MiB.`);
}
