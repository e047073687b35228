import { readdir } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestCms, type TestCms } from '../test-cms.ts';
import type { Media } from './schema.ts';
import { drawNoise, uploadTo } from './test-pictures.ts';

const html = Buffer.from('<!doctype html><script>alert(document.domain)</script>');
const svg = '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>';

describe('hostile uploads', () => {
  let cms: TestCms;
  let as: string;
  let jpeg: Buffer;
  let png: Buffer;
  let gif: Buffer;
  let webp: Buffer;
  beforeAll(async () => {
    cms = await startTestCms({ uploadIdleMs: 300 });
    as = await cms.logIn('author');
    const picture = drawNoise(120, 80);
    [jpeg, png, gif, webp] = (await Promise.all(
      [picture.clone().jpeg(), picture.clone().png(), picture.clone().gif(), picture.clone().webp()].map(
        (one) => one.toBuffer(),
      ),
    )) as [Buffer, Buffer, Buffer, Buffer];
  });
  afterAll(async () => {
    expect(cms.bugs).toEqual([]);
    await cms.stop();
  });

  const upload = (bytes: Uint8Array, query = 'name=a', headers: Record<string, string> = {}) =>
    uploadTo(cms, as, bytes, query, headers);
  const refusal = async (answer: Response) => {
    const { code, detail } = (await answer.json()) as { code: string; detail: string };
    return { status: answer.status, code, detail };
  };
  /** Files in the folder, and rows in the table. */
  const everything = async () => {
    const names = await readdir(cms.mediaFolder, { recursive: true, withFileTypes: true });
    const { rows } = await cms.pool.query('select id from cms.media');
    return {
      files: names.filter((one) => one.isFile() && one.name.startsWith('original')).length,
      rows: rows.length,
    };
  };
  const leftovers = async () => (await readdir(`${cms.mediaFolder}/incoming`)).length;

  it('takes nothing that is not one of its kinds, whatever it is called', async () => {
    const before = await everything();
    const all: [string, Uint8Array][] = [
      ['HTML', html],
      ['HTML after a mark', Buffer.concat([Buffer.from('\uFEFF'), html])],
      ['JavaScript', Buffer.from('alert(1)')],
      ['XML', Buffer.from('<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>')],
      ['XML that speaks of SVG', Buffer.from('<?xml version="1.0"?><x><svg></svg></x>')],
      ['SVG with entities', Buffer.from(`<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>${svg}`)],
      ['a program', Buffer.concat([Buffer.from('7f454c46020101', 'hex'), Buffer.alloc(5_000)])],
      ['a Windows program', Buffer.concat([Buffer.from('MZ'), Buffer.alloc(5_000)])],
      ['an archive', Buffer.concat([Buffer.from('504b0304', 'hex'), Buffer.alloc(5_000)])],
      ['a script', Buffer.from('#!/bin/sh\nid')],
      ['PHP', Buffer.from('<?php system($_GET[0]);')],
      ['a TIFF', await sharp(png).tiff().toBuffer()],
      ['zeros', Buffer.alloc(10_000)],
      ['a letter', Buffer.from('x')],
      ['ImageMagick’s language', Buffer.from('push graphic-context\nfill "url(https://127.0.0.1/)"')],
      ['PostScript', Buffer.from('%!PS-Adobe-3.0\n(/etc/passwd) (r) file')],
      ['a playlist', Buffer.from('#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd')],
    ];
    for (const [what, bytes] of all) {
      const answer = await refusal(await upload(bytes, 'name=a.jpg'));
      expect([what, answer.status, answer.code]).toEqual([what, 415, 'unsupported_file']);
    }
    expect(await everything()).toEqual(before);
    expect(await leftovers()).toBe(0);
  });

  it('believes the bytes: a type that says otherwise is refused', async () => {
    for (const type of ['image/png', 'text/html', 'image/svg+xml', 'multipart/form-data; boundary=x']) {
      const answer = await refusal(await upload(jpeg, 'name=a.png', { 'content-type': type }));
      expect([type, answer.status, answer.code]).toEqual([type, 415, 'unsupported_file']);
    }
  });

  it('refuses every picture that is cut off or damaged, and lives on', async () => {
    const before = await everything();
    const cut = [jpeg, png, gif, webp].flatMap((whole) =>
      [0.3, 0.6, 0.9].map((ratio) => whole.subarray(0, Math.floor(whole.length * ratio))),
    );
    const damaged = [
      Buffer.concat([png.subarray(0, 100), Buffer.alloc(50, 0xff), png.subarray(150)]),
      Buffer.concat([webp.subarray(0, 40), Buffer.alloc(60, 0xff), webp.subarray(100)]),
      Buffer.concat([jpeg.subarray(0, 3), Buffer.alloc(200)]),
      Buffer.concat([gif.subarray(0, 6), Buffer.alloc(200)]),
      Buffer.concat([png.subarray(0, 8), html]),
      Buffer.concat([Buffer.from('GIF89a/*'), Buffer.from('*/=alert(1)//')]),
      Buffer.concat([Buffer.from('ffd8ffe0', 'hex'), html]),
      Buffer.concat([Buffer.from('RIFF\0\0\0\0WEBPVP8 '), html]),
      Buffer.concat([Buffer.from('0000001c667479706176696600000000', 'hex'), Buffer.alloc(300)]),
    ];
    for (const [index, bytes] of [...cut, ...damaged].entries()) {
      const answer = await refusal(await upload(bytes));
      const isTold = ['broken_file', 'unsupported_file'].includes(answer.code);
      expect([index, isTold, answer.code]).toEqual([index, true, answer.code]);
    }
    expect(await everything()).toEqual(before);
    expect(await leftovers()).toBe(0);
    expect((await upload(jpeg)).status).toBe(201);
  });

  it('refuses pictures of more pixels than it would decode, without decoding them', async () => {
    for (const [w, h] of [
      [20_000, 20_000],
      [60_000, 1_000],
      [2_000_000_000, 2_000_000_000],
    ] as const) {
      const answer = await refusal(await upload(bomb(w, h)));
      expect([w, answer.status, answer.code]).toEqual([w, 422, 'broken_file']);
    }
    const { rss } = process.memoryUsage();
    expect(rss).toBeLessThan(1_500_000_000);
    expect(await leftovers()).toBe(0);
  });

  it('serves what hides behind a picture as that picture and nothing else', async () => {
    for (const whole of [jpeg, gif, png]) {
      const { src } = (await (await upload(Buffer.concat([whole, html]), 'name=a.html')).json()) as Media;
      for (const query of ['', '?format=original', '?w=64', '?w=64&format=avif']) {
        const answer = await fetch(new URL(src + query, cms.api));
        expect(answer.headers.get('content-type')).toMatch(/^image\/(?:jpeg|gif|png|avif|webp)$/);
        expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
        expect(answer.headers.get('content-security-policy')).toContain('sandbox');
        if (query.includes('w=')) {
          await expect
            .poll(async () => (await fetch(new URL(src + query, cms.api))).headers.get('cache-control'))
            .toContain('immutable');
        }
      }
    }
  });

  it('hands SVG and PDF out for download only, and decodes neither', async () => {
    const prolog = '<?xml version="1.0"?><!-- a --><!DOCTYPE svg PUBLIC "a" "b">';
    for (const bytes of [
      svg,
      prolog + svg,
      `\uFEFF ${svg}`,
      '%PDF-1.7\n%âãÏÓ\n1 0 obj<</JS(app.alert(1))>>endobj',
    ]) {
      const told = (await (await upload(Buffer.from(bytes), 'name=a%22b.svg')).json()) as Media;
      const answer = await fetch(new URL(`${told.src}?w=64&format=png`, cms.api));

      expect(told).toMatchObject({ width: null, srcset: null, blurHash: null });
      expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="a\\"b\.svg"$/);
      expect(answer.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox");
      expect(Buffer.from(await answer.arrayBuffer()).toString()).toBe(bytes);
    }
  });

  it('takes names and no paths', async () => {
    const before = await everything();
    const names = [
      '../a',
      '..',
      '.',
      '/etc/passwd',
      'a/b',
      'a\\b',
      '..%2f..%2fx/',
      'a\0.jpg',
      'a\r\nSet-Cookie: b',
      '',
      'x'.repeat(201),
      '....//',
      '\u0007',
    ];
    for (const name of names) {
      const answer = await upload(jpeg, `name=${encodeURIComponent(name)}`);
      expect([name, answer.status]).toEqual([name, 400]);
      expect(await answer.json()).toMatchObject({ code: 'invalid_query', field: 'name' });
    }
    for (const id of ['..%2f..%2fmain.ts', '%2e%2e', '....', 'incoming', '%00']) {
      expect([id, (await fetch(`${cms.api}/media/${id}`)).status]).toEqual([id, 404]);
    }
    expect(await everything()).toEqual(before);
  });

  it('gives up an upload that stalls, breaks off, is empty or too large, and leaves nothing behind', async () => {
    const before = await everything();
    const declared = (length: number) =>
      `POST /api/v1/media?name=a HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${as}\r\ncontent-type: application/octet-stream\r\ncontent-length: ${length}\r\n\r\n`;

    const stalled = await talk(Buffer.concat([Buffer.from(declared(jpeg.length)), jpeg.subarray(0, 500)]));
    const huge = await talk(Buffer.from(declared(10_000_000_000)));
    const tooLarge = await talk(
      Buffer.concat([Buffer.from(declared(40_000_000)), jpeg, Buffer.alloc(5_000)]),
    );
    await hangUp(Buffer.concat([Buffer.from(declared(jpeg.length)), jpeg.subarray(0, 500)]));
    const empty = await refusal(await upload(Buffer.alloc(0)));
    const zipped = await refusal(await upload(jpeg, 'name=a', { 'content-encoding': 'gzip' }));

    expect(stalled).toMatch(/^HTTP\/1.1 408 [\s\S]*"body_stalled"/);
    expect(huge).toMatch(/^HTTP\/1.1 413 [\s\S]*"body_too_large"/);
    expect(tooLarge).toMatch(/^HTTP\/1.1 413 [\s\S]*30 MiB/);
    expect([empty.status, zipped.status]).toEqual([422, 415]);
    await expect.poll(leftovers).toBe(0);
    expect(await everything()).toEqual(before);
  });

  it('reads nothing from strangers', async () => {
    const answer = await fetch(`${cms.api}/media?name=a`, { method: 'POST', body: new Uint8Array(jpeg) });

    expect(answer.status).toBe(401);
  });

  /** Sends, and reads what comes back until there is a whole problem. */
  function talk(bytes: Buffer): Promise<string> {
    return new Promise((done, fail) => {
      const socket = createConnection(Number(new URL(cms.api).port), '127.0.0.1', () => socket.write(bytes));
      let heard = '';
      socket.on('data', (chunk: Buffer) => {
        heard += chunk.toString();
        if (!heard.includes('"code"')) return;
        socket.destroy();
        done(heard);
      });
      socket.on('error', fail);
    });
  }

  function hangUp(bytes: Buffer): Promise<void> {
    return new Promise((done) => {
      const socket = createConnection(Number(new URL(cms.api).port), '127.0.0.1', () =>
        socket.write(bytes, () => {
          socket.destroy();
          done();
        }),
      );
    });
  }
});

/** A PNG that says it is so large, and packs rows of nothing. */
function bomb(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  const rows = deflateSync(Buffer.alloc(10_000_000));
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('IDAT', rows),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function crc32(bytes: Buffer): number {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  }
  return (sum ^ 0xffffffff) >>> 0;
}
