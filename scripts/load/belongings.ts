/** The run's own content type with its entries and pictures: made before, removed after. Nothing else is touched. */
import { setTimeout as sleep } from 'node:timers/promises';
import { encodePng } from '../demo/art/png.ts';
import type { Api } from './api.ts';
import { entryFields, type Grounds } from './user-model.ts';

export type Belongings = Grounds & {
  /** Removes everything, with what the run has added. */
  remove(): Promise<void>;
};

const parentCount = 20;
const childCount = 80;
const pictureCount = 4;
const atOnce = 4;
const picturesWithinMs = 60_000;

/** @param token The administrator's, asked anew for each call. */
export async function makeBelongings(api: Api, token: () => string, runId: string): Promise<Belongings> {
  const type = `load_${runId}`;
  const mediaIds: string[] = [];
  const remove = async () => {
    await removeEntries(api, token, type);
    await api.call('DELETE', `types/${type}`, { as: token() });
    for (const id of mediaIds) await api.call('DELETE', `media/${id}`, { as: token() });
  };

  await api.call('POST', 'types', { as: token(), json: definition(type) });
  try {
    const entryIds = await writeEntries(api, token, type);
    for (let number = 0; number < pictureCount; number += 1)
      mediaIds.push(await uploadPicture(api, token(), `${type}-${number}.png`, number));
    for (const id of mediaIds) await waitForSizes(`media/${id}?w=256`, api);
    const { locales } = await api.call<{ locales: Record<string, unknown> }>(
      'GET',
      `translations/${type}/summary`,
      { as: token() },
    );
    return { type, entryIds, mediaIds, locale: Object.keys(locales)[0], remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

function definition(name: string): object {
  return {
    name,
    title: 'Of a load test',
    fields: [
      { kind: 'text', name: 'title', required: true, localized: true },
      { kind: 'slug', name: 'slug', required: true },
      { kind: 'richText', name: 'body', localized: true },
      { kind: 'relation', name: 'author', to: name },
    ],
  };
}

/** Published, since readers read; most point to another, since lists load relations. @returns The ids. */
async function writeEntries(api: Api, token: () => string, type: string): Promise<string[]> {
  const write = async (prefix: string, count: number, parents: string[]) => {
    const entries = Array.from({ length: count }, (_, n) => ({
      fields: entryFields(`${prefix}-${n}`, parents[n % Math.max(1, parents.length)]),
    }));
    const json = { entries };
    return (await api.call<{ ids: string[] }>('POST', `content/${type}/bulk`, { as: token(), json })).ids;
  };
  const parents = await write('parent', parentCount, []);
  const children = await write('child', childCount, parents);
  const ids = [...parents, ...children];
  await forEach(ids, (id) => api.call('POST', `content/${type}/${id}/publish`, { as: token() }));
  return ids;
}

async function removeEntries(api: Api, token: () => string, type: string): Promise<void> {
  // Those that point to others first: an entry that is pointed to is not deleted.
  for (const pointing of [true, false]) {
    for (;;) {
      const path = `content/${type}?state=draft&fields=slug&limit=100&filter[author][exists]=${pointing}`;
      const { entries } = await api.call<{ entries: { id: string }[] }>('GET', path, { as: token() });
      if (entries.length === 0) break;
      await forEach(entries, ({ id }) => api.call('DELETE', `content/${type}/${id}`, { as: token() }));
    }
  }
}

async function uploadPicture(api: Api, as: string, name: string, number: number): Promise<string> {
  const [width, height] = [320, 200];
  const pixels = Buffer.alloc(width * height * 3);
  for (let at = 0; at < pixels.length; at += 1) pixels[at] = ((at >> 4) * (number + 3)) & 0xff;
  const file = await encodePng({ width, height, pixels });
  return (await api.call<{ id: string }>('POST', `media?name=${name}&alt=`, { as, file })).id;
}

/** Sizes are made after the upload: the run should meet a server at rest. */
async function waitForSizes(path: string, api: Api): Promise<void> {
  const untilMs = Date.now() + picturesWithinMs;
  while (!(await api.isFinal(path)) && Date.now() < untilMs) await sleep(200);
}

async function forEach<T>(all: readonly T[], work: (one: T) => Promise<unknown>): Promise<void> {
  const left = all.values();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const one of left) await work(one);
    }),
  );
}
