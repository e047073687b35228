/** Every path in the documents exists, and every relative link leads somewhere. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './run.mjs';

const topLevel = ['sdk/', 'ingest/', 'admin/', 'cms-api/', 'scripts/', 'docs/', '.ci/'];

/** @returns {string[]} One line per path that leads nowhere. */
export function brokenPaths() {
  return documents().flatMap((document) => {
    const text = readFileSync(join(root, document), 'utf8');
    return [...codePaths(text), ...linkPaths(text, document)]
      .filter((path) => !existsSync(join(root, path)))
      .map((path) => `${document}: ${path} does not exist`);
  });
}

function documents() {
  const inFolder = (folder) =>
    readdirSync(join(root, folder), { recursive: true })
      .map(String)
      .filter((name) => name.endsWith('.md'))
      .map((name) => join(folder, name));
  const readmes = [
    'README.md',
    'CHANGELOG.md',
    'sdk/browser/README.md',
    'sdk/node/README.md',
    'sdk/README.md',
  ];
  return [...readmes.filter((path) => existsSync(join(root, path))), ...inFolder('docs')];
}

/** `ingest/src/main.ts`, but no pattern, and nothing that is only there after a build or a start. */
function codePaths(text) {
  return [...text.matchAll(/`([^`\s]+)`/g)]
    .map(([, path]) => path.replace(/:\d+$/, ''))
    .filter((path) => topLevel.some((top) => path.startsWith(top)))
    .filter((path) => !/[*{}<>$]|(^|\/)dist(\/|$)/.test(path));
}

function linkPaths(text, document) {
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target]) => target.split('#')[0])
    .filter((target) => target && !/^[a-z]+:/.test(target))
    .map((target) => join(dirname(document), target));
}
