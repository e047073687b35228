/**
 * Who uses the CMS and what they do, by weights. A weight is a share among what is left after `--tags`. What a request looks
 * like follows from the run's own entries (belongings.ts), never from what was there before.
 */
import type { Random } from '../random.ts';

export const tags = ['read', 'write', 'admin', 'health'] as const;
export type Tag = (typeof tags)[number];

/** What the run may ask for and write to. */
export type Grounds = {
  /** Name of its content type. */
  type: string;
  entryIds: readonly string[];
  mediaIds: readonly string[];
  /** A locale besides the first; undefined on a server with one. */
  locale: string | undefined;
};

export type Ask = {
  method: 'GET' | 'POST';
  /** From the root of the server, with its query. */
  path: string;
  /** Whose token goes with it; undefined: nobody's. */
  as?: 'regular' | 'admin';
  json?: unknown;
};

export type Task = {
  /** Method and route pattern as the monitor names them. */
  endpoint: string;
  /** Share of this task among all, in no unit. */
  weight: number;
  tag: Tag;
  ask: (grounds: Grounds, random: Random) => Ask;
};

type Kind = { share: number; tasks: Task[] };

const words = ['heron', 'water', 'ferry', 'reed', 'lock', 'mill', 'eel', 'fog', 'weir', 'delta'];
const apiPath = '/api/v1';

const regular: Kind = {
  share: 8,
  tasks: [
    read('/content/:type', 10, ({ type }) => `/content/${type}?limit=20&include=author`),
    read(
      '/content/:type/:id',
      10,
      ({ type, entryIds }, random) => `/content/${type}/${oneOf(entryIds, random)}`,
    ),
    {
      endpoint: `POST ${apiPath}/content/:type`,
      weight: 5,
      tag: 'write',
      ask: ({ type, entryIds }, random) => ({
        method: 'POST',
        path: `${apiPath}/content/${type}`,
        as: 'regular',
        json: {
          fields: entryFields(`made-${Math.floor(random() * 2 ** 52).toString(36)}`, oneOf(entryIds, random)),
        },
      }),
    },
    read('/search', 10, ({ type }, random) => `/search?q=${oneOf(words, random)}&type=${type}`),
    read('/media/:id', 8, ({ mediaIds }, random) => `/media/${oneOf(mediaIds, random)}?w=256`),
    readTranslations(7),
  ],
};

const admin: Kind = {
  share: 1,
  tasks: [
    look('/metrics/performance', 5),
    look('/metrics/system', 3),
    look('/audit', 5),
    look('/webhooks', 3),
  ],
};

const probe: Kind = { share: 1, tasks: [knock('/healthz'), knock('/readyz')] };

/** Of ten users eight write and read, one looks after the server, one is a probe. */
export const kinds: readonly Kind[] = [regular, admin, probe];

/**
 * @param wanted Tasks with one of these tags; empty: all.
 * @returns Picks a task at random, by the weights that are left.
 */
export function createPick(wanted: readonly Tag[], random: Random): () => Task {
  const left = kinds.flatMap(({ share, tasks }) => {
    const total = tasks.reduce((sum, { weight }) => sum + weight, 0);
    return tasks
      .filter(({ tag }) => wanted.length === 0 || wanted.includes(tag))
      .map((task) => ({ task, share: (share * task.weight) / total }));
  });
  const total = left.reduce((sum, { share }) => sum + share, 0);

  return () => {
    let at = random() * total;
    const picked = left.find(({ share }) => {
      at -= share;
      return at < 0;
    });
    const task = (picked ?? left.at(-1))?.task;
    if (!task) throw new Error(`No task has one of the tags ${wanted.join(', ')}.`);
    return task;
  };
}

/** An entry of the run's type. @param parentId The entry it points to, so that lists have a relation to load. */
export function entryFields(slug: string, parentId?: string): Record<string, unknown> {
  const text = words.map((word) => `The ${word} of ${slug} waits where the river is slow.`).join(' ');
  return {
    title: `On the ${words[slug.length % words.length]}, ${slug}`,
    slug,
    body: Array.from({ length: 6 }, () => ({ type: 'paragraph', spans: [{ text }] })),
    ...(parentId !== undefined && { author: parentId }),
  };
}

function read(route: string, weight: number, path: (grounds: Grounds, random: Random) => string): Task {
  return {
    endpoint: `GET ${apiPath}${route}`,
    weight,
    tag: 'read',
    ask: (grounds, random) => ({ method: 'GET', path: `${apiPath}${path(grounds, random)}` }),
  };
}

/** For translators: what is missing in another locale, or how everything stands where there is none. */
function readTranslations(weight: number): Task {
  return {
    endpoint: `GET ${apiPath}/translations/:type`,
    weight,
    tag: 'read',
    ask: ({ type, locale }) => ({
      method: 'GET',
      path: `${apiPath}/translations/${type}${locale === undefined ? '/summary' : `?locale=${locale}&limit=20`}`,
      as: 'regular',
    }),
  };
}

function look(path: string, weight: number): Task {
  return {
    endpoint: `GET ${apiPath}${path}`,
    weight,
    tag: 'admin',
    ask: () => ({ method: 'GET', path: `${apiPath}${path}`, as: 'admin' }),
  };
}

function knock(path: string): Task {
  return { endpoint: `GET ${path}`, weight: 1, tag: 'health', ask: () => ({ method: 'GET', path }) };
}

function oneOf<T>(all: readonly T[], random: Random): T {
  const one = all[Math.floor(random() * all.length)];
  if (one === undefined) throw new Error('There is nothing to choose from.');
  return one;
}
