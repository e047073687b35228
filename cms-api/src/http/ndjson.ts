/** A JSON value a line, read as it comes: a body may be larger than memory, a line may not. */
import type { IncomingMessage } from 'node:http';
import { chunksOf } from './body-stream.ts';
import { refuseDepth } from './json-body.ts';
import { Refusal } from './problem.ts';

export const ndjson = 'application/x-ndjson';
const longestLine = 2 * 1_048_576;
const idleMs = 20_000;

/** @throws Refusal that names the line, from 1. */
export async function* linesOf(request: IncomingMessage): AsyncGenerator<{ number: number; value: unknown }> {
  const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type !== ndjson || request.headers['content-encoding']) {
    throw new Refusal('unsupported_encoding', `Send Content-Type: ${ndjson}, plain.`);
  }
  let number = 0;
  for await (const bytes of splitLines(request)) {
    number++;
    if (bytes.length === 0) continue;
    yield { number, value: parseLine(bytes, number) };
  }
}

async function* splitLines(request: IncomingMessage): AsyncGenerator<Buffer> {
  let rest: Buffer[] = [];
  let restBytes = 0;
  for await (const chunk of chunksOf(request, idleMs)) {
    let from = 0;
    for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, from)) {
      yield Buffer.concat([...rest, chunk.subarray(from, at)]);
      [rest, restBytes, from] = [[], 0, at + 1];
    }
    rest.push(chunk.subarray(from));
    restBytes += chunk.length - from;
    if (restBytes > longestLine) throw new Refusal('body_too_large', 'A line may have 2 MiB.');
  }
  yield Buffer.concat(rest);
}

function parseLine(bytes: Buffer, number: number): unknown {
  refuseDepth(bytes);
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new Refusal('malformed_json', `Line ${number} is not JSON.`, `lines.${number}`);
  }
}

export function toLine(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}
