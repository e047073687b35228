/**
 * Pictures and search of cms-api. The bytes that it serves against JPEG of the same luma SSIM; the API while uploads are
 * made into sizes; search over 10,000 entries in three locales beside ILIKE. All in one run.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { drawLandscape } from '@throughline/cms-api/art/landscape';
import pg from 'pg';
import sharp, { type Sharp } from 'sharp';
import { articleCount, type CmsHouse, startCmsHouse } from './cms-house.ts';
import type { Figure } from './figure.ts';
import { lumaSsim } from './ssim.ts';

type Plan = { pictures: number; uploads: number; seconds: number; searches: number };

/** The widths that the demo's pages ask for: cards on phones and desktops, and twice as dense. */
const demoWidths = [384, 640, 750, 828];

export async function run(
  plan: Plan = { pictures: 8, uploads: 50, seconds: 20, searches: 60 },
): Promise<Figure[]> {
  const house = await startCmsHouse({ isFilled: true });
  try {
    const token = await logIn(house.api);
    const pictures = await draw(plan.pictures);
    const search = await measureSearch(house, plan);
    const bytes = await measureBytes(house, token, pictures);
    const load = await measureLoad(house, token, pictures, plan);
    return [...bytes, ...load, ...search];
  } finally {
    await house.stop();
  }
}

async function logIn(api: string): Promise<string> {
  const answer = await fetch(`${api}/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'admin@localhost', password: 'a password for the bench' }),
  });
  return ((await answer.json()) as { accessToken: string }).accessToken;
}

/** As the demo's photographs are made. */
async function draw(count: number): Promise<Buffer[]> {
  const drawn: Buffer[] = [];
  for (let scene = 0; scene < count; scene++) {
    const { width, height, pixels } = await drawLandscape(scene);
    drawn.push(
      await sharp(pixels, { raw: { width, height, channels: 3 } })
        .jpeg({ quality: 92 })
        .toBuffer(),
    );
  }
  return drawn;
}

async function upload(api: string, token: string, bytes: Buffer): Promise<string> {
  const answer = await fetch(`${api}/media?name=river.jpg`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'image/jpeg' },
    body: new Uint8Array(bytes),
  });
  if (!answer.ok) throw new Error(`An upload was answered ${answer.status}: ${await answer.text()}`);
  return ((await answer.json()) as { id: string }).id;
}

/** What browsers say that they take: all of today, and those that know WebP alone. */
const browsers = { avif: 'image/avif,image/webp,*/*', webp: 'image/webp,*/*' };

async function measureBytes({ api }: CmsHouse, token: string, pictures: Buffer[]): Promise<Figure[]> {
  const savings: Record<keyof typeof browsers, number[]> = { avif: [], webp: [] };
  let larger = 0;
  for (const picture of pictures) {
    const id = await upload(api, token, picture);
    for (const width of demoWidths) {
      const url = `${api}/media/${id}?w=${width}`;
      const source = sharp(picture).resize({ width });
      const reference = await toLuma(source);
      const own = await final(`${url}&format=jpeg`, '*/*');
      for (const [name, accept] of Object.entries(browsers)) {
        const served = await final(url, accept);
        const ssim = lumaSsim(reference, await toLuma(sharp(served)));
        const jpeg = await jpegOfSameSsim(source, reference, ssim);
        savings[name as keyof typeof browsers].push(1 - served.length / jpeg);
        if (served.length > Math.min(own.length, picture.length)) larger++;
      }
    }
  }
  return toByteFigures(savings, larger);
}

function toByteFigures(savings: Record<keyof typeof browsers, number[]>, larger: number): Figure[] {
  const percent = (of: number[], ratio: number) =>
    -100 *
    quantile(
      [...of].sort((a, b) => a - b),
      ratio,
    );
  const { avif, webp } = savings;
  const median = percent(avif, 0.5);
  return [
    {
      what: `served bytes against JPEG of equal luma SSIM, ${avif.length} files: median`,
      value: median,
      unit: '%',
      goal: -40,
      met: median <= -40,
    },
    {
      what: 'served bytes against JPEG of equal luma SSIM: the best tenth',
      value: percent(avif, 0.9),
      unit: '%',
    },
    {
      what: 'served bytes against JPEG of equal luma SSIM: the worst tenth',
      value: percent(avif, 0.1),
      unit: '%',
    },
    { what: 'served bytes against JPEG of equal luma SSIM: the worst', value: percent(avif, 0), unit: '%' },
    toFormatFigure('to browsers that know WebP, no AVIF: median', percent(webp, 0.5)),
    {
      what: 'files larger than the picture’s own format or the original',
      value: larger,
      unit: '',
      goal: 0,
      met: larger === 0,
    },
  ];
}

/** New formats are said to save at least a quarter at equal quality. */
function toFormatFigure(what: string, value: number): Figure {
  return { what, value, unit: '%', goal: -25, met: value <= -25 };
}

async function final(url: string, accept: string): Promise<Buffer> {
  for (let tries = 0; tries < 600; tries++) {
    const answer = await fetch(url, { headers: { accept } });
    const bytes = Buffer.from(await answer.arrayBuffer());
    if (answer.headers.get('cache-control')?.includes('immutable')) return bytes;
    await sleep(100);
  }
  throw new Error(`${url} was never made.`);
}

type Luma = { data: Buffer; width: number; height: number };

async function toLuma(picture: Sharp): Promise<Luma> {
  const { data, info } = await picture.clone().greyscale().raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

/** Bytes of libjpeg’s file (4:2:0) that looks the same: between the two qualities around it, by a straight line. */
async function jpegOfSameSsim(source: Sharp, reference: Luma, wanted: number): Promise<number> {
  const at = async (quality: number) => {
    const bytes = await source.clone().jpeg({ quality }).toBuffer();
    return { bytes: bytes.length, ssim: lumaSsim(reference, await toLuma(sharp(bytes))) };
  };
  let [low, high] = [1, 100];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if ((await at(middle)).ssim < wanted) low = middle;
    else high = middle;
  }
  const [below, above] = [await at(low), await at(high)];
  const part = above.ssim === below.ssim ? 1 : (wanted - below.ssim) / (above.ssim - below.ssim);
  return below.bytes + (above.bytes - below.bytes) * Math.min(1, Math.max(0, part));
}

/** Lists at 50 a second, alone and while uploads are made into all their sizes. */
async function measureLoad(
  { api, databaseUrl }: CmsHouse,
  token: string,
  pictures: Buffer[],
  { uploads, seconds }: Plan,
): Promise<Figure[]> {
  const url = `${api}/content/articles?include=author,tags`;
  await nothingIsMade(databaseUrl);
  await load(url, 3);
  const before = await load(url, seconds);
  let uploaded = 0;
  const uploading = (async () => {
    for (let n = 0; n < uploads; n++) {
      await upload(api, token, pictures[n % pictures.length] ?? Buffer.alloc(0));
      uploaded++;
    }
  })();
  const busy = await load(url, seconds);
  const during = uploaded;
  await uploading;
  const ratio = busy / before;
  return [
    { what: 'list at 50/s, alone: p95', value: before, unit: 'ms' },
    { what: `list at 50/s, ${during} of ${uploads} uploads coming meanwhile: p95`, value: busy, unit: 'ms' },
    {
      what: 'list while uploads are made into sizes, against alone: p95',
      value: ratio,
      unit: '×',
      goal: 1.2,
      met: ratio <= 1.2,
    },
  ];
}

/** The sizes of what was uploaded before are no part of what is measured now. */
async function nothingIsMade(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const count = async () => {
    const { rows } = await client.query('select count(*)::integer as count from cms.media_variants');
    return Number(rows[0]?.count);
  };
  let [before, now] = [-1, await count()];
  while (now !== before) {
    await sleep(5_000);
    [before, now] = [now, await count()];
  }
  await client.end();
}

/** Asks by the clock, however long the answers take. @returns p95 in ms. */
async function load(url: string, seconds: number): Promise<number> {
  const everyMs = 20;
  const startMs = performance.now();
  const asked = Array.from({ length: (seconds * 1_000) / everyMs }, async (_, n) => {
    await sleep(n * everyMs);
    const dueMs = Math.max(startMs + n * everyMs, performance.now() - 1);
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(`${url} answered ${answer.status}.`);
    await answer.arrayBuffer();
    return performance.now() - dueMs;
  });
  const tookMs = await Promise.all(asked);
  return quantile(
    tookMs.sort((one, other) => one - other),
    0.95,
  );
}

const nouns = [
  'heron',
  'ferry',
  'lock',
  'tide',
  'bridge',
  'harbour',
  'eel',
  'reed',
  'toll',
  'barge',
  'weir',
  'quay',
];
const [syllables, locales] = [
  ['ka', 'lo', 'mi', 'ter', 'san', 'ru', 'ven', 'dol', 'pi', 'gra'],
  ['de', 'fr'],
];

/** Ten thousand entries with words of their own in three locales; the same questions to both ways, in turn. */
async function measureSearch({ api, databaseUrl }: CmsHouse, { searches }: Plan): Promise<Figure[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await fillSearch(client);
    const [ours, plain]: [number[], number[]] = [[], []];
    for (let n = 0; n < searches; n++) {
      const locale = ['en', ...locales][n % 3] ?? 'en';
      const word = n % 4 === 3 ? wordOf(n * 37) : `${nouns[n % nouns.length]}`;
      ours.push(
        await timed(async () => {
          const answer = await fetch(`${api}/search?q=${word}&locale=${locale}`);
          if (!answer.ok) throw new Error(`Search answered ${answer.status}: ${await answer.text()}`);
          await answer.arrayBuffer();
        }),
      );
      plain.push(
        await timed(() =>
          client.query(
            `select entry_id, title, left(body, 200) from cms.search_documents
         where locale = $1 and (title ilike $2 or body ilike $2) order by title limit 20`,
            [locale, `%${word}%`],
          ),
        ),
      );
    }
    ours.sort((a, b) => a - b);
    plain.sort((a, b) => a - b);
    const median = quantile(ours, 0.5);
    return [
      {
        what: `search over ${articleCount.toLocaleString('en')} entries in three locales, over HTTP: median`,
        value: median,
        unit: 'ms',
        goal: 50,
        met: median <= 50,
      },
      { what: 'search: p95', value: quantile(ours, 0.95), unit: 'ms' },
      { what: 'ILIKE over the same texts, in SQL alone: median', value: quantile(plain, 0.5), unit: 'ms' },
    ];
  } finally {
    await client.end();
  }
}

async function fillSearch(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ id: string; type_id: number }>(
    'select id, type_id from articles order by id',
  );
  for (let from = 0; from < rows.length; from += 1_000) {
    const some = rows
      .slice(from, from + 1_000)
      .map(({ id, type_id }, index) => ({ id, type_id, text: textOf(from + index) }));
    await client.query(
      `insert into cms.search_documents (type_id, entry_id, locale, title, body, words)
       select g.type_id, g.id, l.locale, left(g.text, 60), g.text, to_tsvector(cms.search_config(l.locale), g.text)
       from jsonb_to_recordset($1::jsonb) as g (id uuid, type_id integer, text text), unnest($2::text[]) as l (locale)
       on conflict (entry_id, locale) do update set title = excluded.title, body = excluded.body, words = excluded.words`,
      [JSON.stringify(some), ['en', ...locales]],
    );
  }
  await client.query(`
    insert into cms.search_words (locale, word)
    select distinct locale, w.lexeme from cms.search_documents, unnest(to_tsvector('cms.simple', body)) as w
    on conflict do nothing`);
  await client.query('vacuum (analyze) cms.search_documents, cms.search_words');
}

/** Some 2,000 characters; a noun stands in a twelfth of the texts, other words in a few. */
function textOf(n: number): string {
  const own = Array.from({ length: 250 }, (_, at) => wordOf(n * 31 + at * at));
  return `${nouns[n % nouns.length]} ${own.join(' ')}`;
}

function wordOf(n: number): string {
  const at = (place: number) => syllables[Math.floor(n / 10 ** place) % 10] ?? '';
  return `${at(0)}${at(1)}${at(2)}${at(3)}`;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  await work();
  return performance.now() - startMs;
}

function quantile(sorted: readonly number[], ratio: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(ratio * sorted.length))] ?? Number.NaN;
}
