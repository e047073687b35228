/** The fenced blocks of a document, and how each of them is tried out. Runs none itself. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../root.ts';

export type Block = {
  /** Path below the root, with the line of the opening fence: `docs/cms.md:10`. */
  place: string;
  document: string;
  /** First word behind the fence. */
  language: string;
  /** What else stands there, e.g. `browser` or `not run: why`. */
  info: string;
  text: string;
};

/** How a block is tried out, or that its document says why it is not. */
export type Way =
  | 'module'
  | 'browser'
  | 'service worker'
  | 'page'
  | 'sql'
  | 'shell'
  | 'npm'
  | 'json'
  | 'elsewhere'
  | 'not run';

const notRun = /^not run: \S.{9,}$/;

/** `sh backup` and `sh restore` are run by backup.test.ts. */
export const recipes = ['backup', 'restore'] as const;

const inJavaScript: Record<string, Way> = {
  '': 'module',
  browser: 'browser',
  'service-worker': 'service worker',
};

const ways: Record<string, (block: Block) => Way | undefined> = {
  ts: ({ info }) => inJavaScript[info],
  js: ({ info }) => inJavaScript[info],
  html: ({ info }) => (info === '' ? 'page' : undefined),
  sql: ({ info }) => (info === '' || info === 'ingest' ? 'sql' : undefined),
  json: ({ info }) => (info === '' || /^[A-Z]\w+$/.test(info) ? 'json' : undefined),
  sh: (block) => {
    if (recipes.some((name) => name === block.info)) return 'elsewhere';
    if (block.info !== '') return undefined;
    return commandsOf(block).every((line) => line.startsWith('npm ')) ? 'npm' : 'shell';
  },
};

/** @throws Error for a block that nobody could run and that does not say why. */
export function wayOf(block: Block): Way {
  const isExcused = notRun.test(block.info);
  const way = isExcused ? 'not run' : ways[block.language]?.(block);
  if (way) return way;
  throw new Error(
    `${block.place}: a block "${block.language} ${block.info}" is run by nothing. ` +
      'Name a language that is, or give the reason: "not run: why".',
  );
}

/** The lines of a shell block that are commands. */
export function commandsOf({ text }: Block): string[] {
  return text
    .split('\n')
    .map((line) => line.replace(/(^|\s)#.*$/, '').trim())
    .filter(Boolean);
}

/** `npm run …` in running text, with its line. */
export function commandsInProse(document: string): { place: string; command: string }[] {
  const lines = readFileSync(join(root, document), 'utf8').split('\n');
  return lines.flatMap((line, index) =>
    [...line.matchAll(/`(npm (?:run|start|test)[^`]*)`/g)].map(([, command = '']) => ({
      place: `${document}:${index + 1}`,
      command,
    })),
  );
}

/** Everything that readers are given, but for the changelog and what is made by programs. */
export function documents(): string[] {
  const inDocs = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'));
  return [
    'README.md',
    'sdk/browser/README.md',
    'sdk/node/README.md',
    ...inDocs.map((name) => `docs/${name}`),
  ];
}

export function blocksOf(document: string): Block[] {
  return parseBlocks(document, readFileSync(join(root, document), 'utf8'));
}

/** @throws Error for a fence that is never closed. */
export function parseBlocks(document: string, markdown: string): Block[] {
  const blocks: Block[] = [];
  let open: { block: Block; fence: string; lines: string[] } | undefined;
  for (const [index, line] of markdown.split('\n').entries()) {
    const [, fence = '', rest = ''] = /^\s*(`{3,}|~{3,})\s*(.*)$/.exec(line) ?? [];
    if (open && fence.startsWith(open.fence) && rest === '') {
      blocks.push({ ...open.block, text: open.lines.join('\n') });
      open = undefined;
    } else if (open) {
      open.lines.push(line);
    } else if (fence) {
      const [language = '', ...info] = rest.trim().split(/\s+/);
      const place = `${document}:${index + 1}`;
      open = { block: { place, document, language, info: info.join(' '), text: '' }, fence, lines: [] };
    }
  }
  if (open) throw new Error(`${open.block.place}: this block is never closed.`);
  return blocks;
}
