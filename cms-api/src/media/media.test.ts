import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startTestCms, statementsOf, type TestCms } from '../test-cms.ts';
import type { Media } from './schema.ts';
import { readStored } from './store.ts';
import { drawNoise, uploadTo } from './test-pictures.ts';

const width = 800;
const height = 500;

describe('media', () => {
  let cms: TestCms;
  let author: string;
  let editor: string;
  let picture: Buffer;
  let media: Media;
  beforeAll(async () => {
    cms = await startTestCms();
    [author, editor] = [await cms.logIn('author'), await cms.logIn('editor')];
    picture = await drawNoise(width, height).jpeg({ quality: 95 }).toBuffer();
    media = (await (await upload(picture, 'name=river.jpg&alt=A%20river')).json()) as Media;
    await everySizeOf(media.id);
  });
  afterAll(async () => {
    expect(cms.bugs).toEqual([]);
    await cms.stop();
  });

  const upload = (bytes: Uint8Array, query = 'name=a.jpg', headers: Record<string, string> = {}) =>
    uploadTo(cms, author, bytes, query, headers);
  /** As if a process had died before it made them, some minutes ago. */
  async function unmake(id: string, which = 'true'): Promise<void> {
    await cms.pool.query(`delete from cms.media_variants where media_id = '${id}' and ${which}`);
    await cms.pool.query(`update cms.media_claims set until = now() - interval '1 second'`);
  }
  const get = (query: string, headers: Record<string, string> = {}) =>
    fetch(`${cms.api}/media/${media.id}?${query}`, { headers });
  const countSizes = async (id: string) => (await readStored(cms.pool, id))?.variants.length;
  /** Eleven widths up to 800, in three formats. */
  const everySizeOf = (id: string, count = 11 * 3) =>
    vi.waitFor(async () => expect(await countSizes(id)).toBe(count), { timeout: 30_000 });

  it('tells of a picture what a page needs to show it', () => {
    expect(media).toMatchObject({
      name: 'river.jpg',
      contentType: 'image/jpeg',
      alt: 'A river',
      width,
      height,
    });
    expect(media.blurHash).toMatch(/^[\w#$%*+,\-.:;=?@[\]^{|}~]{28}$/);
    expect(media.srcset).toContain(`/api/v1/media/${media.id}?w=640 640w`);
    expect(media.srcset).toMatch(/ 800w$/);
    expect(media.srcset).not.toContain('1080w');
  });

  it.each([
    ['image/avif,image/webp,*/*', 'image/avif'],
    ['image/webp,*/*', 'image/webp'],
    ['image/avif;q=0,image/webp', 'image/webp'],
    ['*/*', 'image/jpeg'],
  ])('answers Accept: %s with %s', async (accept, contentType) => {
    const answer = await get('w=384', { accept });
    const { format, width: served } = await sharp(Buffer.from(await answer.arrayBuffer())).metadata();

    expect(answer.headers.get('content-type')).toBe(contentType);
    expect(answer.headers.get('vary')).toContain('Accept');
    expect(answer.headers.get('cache-control')).toContain('immutable');
    expect([served, `image/${format === 'heif' ? 'avif' : format}`]).toEqual([384, contentType]);
  });

  it('is never larger than the original, in any size and format', async () => {
    for (const w of [16, 384, 640, 800, 3_840]) {
      for (const format of ['auto', 'avif', 'webp', 'jpeg']) {
        const answer = await get(`w=${w}&format=${format}`, { accept: 'image/avif,image/webp' });
        expect(Number(answer.headers.get('content-length')), `${w} ${format}`).toBeLessThanOrEqual(
          picture.length,
        );
      }
    }
  });

  it('keeps no size that is not smaller than the picture as it came', async () => {
    const small = await drawNoise(100, 60).jpeg({ quality: 20 }).toBuffer();
    const { id } = (await (await upload(small)).json()) as Media;
    await everySizeOf(id, 6 * 3);
    const own = (await readStored(cms.pool, id))?.variants.find(
      (one) => one.width === 100 && one.format === 'jpeg',
    );
    const answer = await fetch(`${cms.api}/media/${id}?w=100&format=jpeg`);

    expect(own?.bytes).toBeNull();
    expect(Buffer.from(await answer.arrayBuffer()).equals(small)).toBe(true);
  });

  it('turns a picture the way its camera was held', async () => {
    const turned = await drawNoise(60, 40).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    const told = (await (await upload(turned)).json()) as Media;

    expect([told.width, told.height]).toEqual([40, 60]);
  });

  it('makes no sizes of what moves, and serves it as it is', async () => {
    const frames = await Promise.all([1, 2].map((seed) => drawNoise(20, 20, seed).png().toBuffer()));
    const moving = await sharp(frames, { join: { animated: true } })
      .gif()
      .toBuffer();
    const told = (await (await upload(moving, 'name=a.gif')).json()) as Media;
    const answer = await fetch(`${cms.api}${told.src.replace('/api/v1', '')}?w=16`);

    expect([told.srcset, told.width]).toEqual([null, null]);
    expect(Buffer.from(await answer.arrayBuffer()).equals(moving)).toBe(true);
  });

  it('makes a size that is missing after the answer, and lets nobody keep what came instead', async () => {
    await unmake(media.id, `width = 256 and format = 'avif'`);
    const before = await get('w=256&format=avif');
    await everySizeOf(media.id);
    const after = await get('w=256&format=avif');

    expect(before.headers.get('cache-control')).not.toContain('immutable');
    expect(Number(before.headers.get('content-length'))).toBeGreaterThan(
      Number(after.headers.get('content-length')),
    );
    expect(after.headers.get('cache-control')).toContain('immutable');
  });

  it('asks no process twice to make what it cannot make', async () => {
    const { id } = (await (
      await upload(await drawNoise(50, 50).png().toBuffer(), 'name=c.png')
    ).json()) as Media;
    await everySizeOf(id, 4 * 3);
    await unmake(id);
    await writeFile(cms.library.originalOf(id, 'image/png'), 'no picture any more');
    await fetch(`${cms.api}/media/${id}?w=32&format=png`);
    await everySizeOf(id, 1);

    expect((await readStored(cms.pool, id))?.variants).toEqual([{ width: 32, format: 'png', bytes: null }]);
  });

  it('takes away what a crash left, when it is old', async () => {
    const lost = ['0190f5e0-0000-7000-8000-00000000dead', '0190f5e0-0000-7000-8000-00000001dead'];
    for (const id of lost) await mkdir(`${cms.mediaFolder}/ad/${id}`, { recursive: true });
    await utimes(`${cms.mediaFolder}/ad/${lost[0]}`, 1, 1);
    await utimes(`${cms.mediaFolder}/${media.id.slice(-2)}/${media.id}`, 1, 1);
    await cms.library.sweep();

    expect(await readdir(`${cms.mediaFolder}/ad`)).not.toContain(lost[0]);
    expect(await readdir(`${cms.mediaFolder}/ad`)).toContain(lost[1]);
    expect((await get('w=16')).status).toBe(200);
  });

  it('answers ranges, and 304 for what a client has', async () => {
    const whole = await get('w=640&format=webp');
    const bytes = Buffer.from(await whole.arrayBuffer());
    const etag = whole.headers.get('etag') ?? '';
    const part = await get('w=640&format=webp', { range: 'bytes=10-19' });
    const same = await get('w=640&format=webp', { 'if-none-match': etag });
    const beyond = await get('w=640&format=webp', { range: 'bytes=9999999-' });
    const other = await get('w=640&format=webp', { range: 'bytes=10-19', 'if-range': '"another"' });

    expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 10-19/${bytes.length}`]);
    expect(Buffer.from(await part.arrayBuffer()).equals(bytes.subarray(10, 20))).toBe(true);
    expect(same.status).toBe(304);
    expect(beyond.status).toBe(416);
    expect(await beyond.json()).toMatchObject({ code: 'invalid_range' });
    expect(other.status).toBe(200);
  });

  it('costs one statement', async () => {
    expect(statementsOf(await get('w=640'))).toBe(1);
  });

  it('names the widths that there are when another one is asked for', async () => {
    const answer = await get('w=641');

    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code: 'invalid_query', field: 'w' });
  });

  it('stands in an entry with all that is told of it, until the entry lets it go', async () => {
    const admin = await cms.logIn('admin');
    const fields = [
      { kind: 'text', name: 'title' },
      { kind: 'media', name: 'cover' },
      { kind: 'media', name: 'more', many: true },
    ];
    await cms.ask('types', { as: admin, body: { name: 'walks', title: 'Walks', fields } });
    const made = await cms.ask('content/walks', {
      as: editor,
      body: { fields: { cover: media.id, more: [media.id] } },
    });
    const { id } = (await made.json()) as { id: string };
    await cms.ask(`content/walks/${id}/publish`, { as: editor, method: 'POST' });
    const read = () => cms.ask(`content/walks/${id}?include=cover,more`);
    const first = await read();
    const etag = first.headers.get('etag') ?? '';
    const refused = await cms.ask(`media/${media.id}`, { as: editor, method: 'DELETE' });
    await cms.ask(`media/${media.id}`, { as: editor, method: 'PATCH', body: { focal: { x: 0.2, y: 0.5 } } });
    const second = await cms.ask(`content/walks/${id}?include=cover,more`, {
      headers: { 'if-none-match': etag },
    });
    const nowhere = await cms.ask('content/walks', { as: editor, body: { fields: { cover: id } } });

    expect(statementsOf(first)).toBe(1);
    expect(await first.json()).toMatchObject({
      fields: { cover: { id: media.id, srcset: media.srcset, focal: null }, more: [{ alt: 'A river' }] },
    });
    expect(refused.status).toBe(409);
    expect(await second.json()).toMatchObject({ fields: { cover: { focal: { x: 0.2, y: 0.5 } } } });
    expect(await nowhere.json()).toMatchObject({ code: 'invalid_body', field: 'cover' });
  });

  it('stays while a rich text shows it: in a draft, in what readers see, in a translation of either', async () => {
    const admin = await cms.logIn('admin', 'writer');
    const fields = [
      { kind: 'text', name: 'title' },
      { kind: 'richText', name: 'story', localized: true },
    ];
    await cms.ask('types', { as: admin, body: { name: 'stories', title: 'Stories', fields } });
    const shown = (await (
      await upload(await drawNoise(9, 9).png().toBuffer(), 'name=shown.png')
    ).json()) as Media;
    const story = (id?: string) => [
      { type: 'paragraph', spans: [{ text: shown.id }] },
      ...(id === undefined ? [] : [{ type: 'image', media: id, caption: 'A river' }]),
    ];
    const made = await cms.ask('content/stories', {
      as: editor,
      body: { fields: { title: 'a', story: story(shown.id) } },
    });
    const { id } = (await made.json()) as { id: string };
    const change = (locale: string, given: unknown) =>
      cms.ask(`content/stories/${id}?locale=${locale}`, {
        as: editor,
        method: 'PATCH',
        body: { fields: { story: given } },
      });
    const publish = () => cms.ask(`content/stories/${id}/publish`, { as: editor, method: 'POST' });
    const remove = () => cms.ask(`media/${shown.id}`, { as: author, method: 'DELETE' });
    const held = async (where: string) => {
      const answer = await remove();
      expect([where, answer.status]).toEqual([where, 409]);
      expect(((await answer.json()) as { detail: string }).detail).toContain('stories.story');
    };

    await held('draft');
    await publish();
    await change('en', story());
    await held('published');
    await publish();
    await change('de', story(shown.id));
    await held('draft of a translation');
    await publish();
    await change('de', story());
    await held('published translation');
    await publish();

    expect((await remove()).status).toBe(204);
    for (const given of [await change('en', story(shown.id)), await change('de', story(shown.id))]) {
      expect(await given.json()).toMatchObject({ code: 'invalid_body', field: 'story' });
    }
    const bulk = { entries: [{ fields: { title: 'b' } }, { fields: { story: story(shown.id) } }] };
    const many = await cms.ask('content/stories/bulk', { as: editor, body: bulk });
    expect(await many.json()).toMatchObject({ code: 'invalid_body', field: 'story' });
  });

  it('lets others change nothing, and a second writer lose nothing', async () => {
    const told = (await (await upload(await drawNoise(9, 9).png().toBuffer(), 'name=b.png')).json()) as Media;
    const stranger = await cms.logIn('author', 'another');
    const change = (as: string, headers = {}) =>
      cms.ask(`media/${told.id}`, { as, method: 'PATCH', body: { alt: 'x' }, headers });

    expect((await change(stranger)).status).toBe(404);
    expect((await change(author, { 'If-Match': '"1"' })).status).toBe(200);
    expect((await change(author, { 'If-Match': '"1"' })).status).toBe(412);
    expect((await cms.ask(`media/${told.id}`, { as: stranger, method: 'DELETE' })).status).toBe(404);
    expect((await cms.ask(`media/${told.id}`, { as: author, method: 'DELETE' })).status).toBe(204);
    expect((await fetch(`${cms.api}/media/${told.id}`)).status).toBe(404);
    expect(await readdir(`${cms.mediaFolder}/${told.id.slice(-2)}`)).not.toContain(told.id);
  });
});
