/** Everything that can be known without running the product: types, style, directions, leftovers, sizes, documents. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { brokenPaths } from './check-docs.mjs';
import { node, root, tool } from './run.mjs';

const cruiser = tool('dependency-cruiser/bin/dependency-cruise.mjs');
const cruiseFolders = ['sdk', 'ingest', 'admin', 'cms-api', 'scripts'];

/** Each check answers with what is wrong, or with nothing. */
const checks = {
  'build and types': () => complaint(['scripts/build.mjs', '--quiet']),
  'types of tests': () => complaint([tool('typescript/bin/tsc'), '-p', 'tsconfig.tests.json']),
  style: () =>
    complaint([tool('@biomejs/biome/bin/biome'), 'ci', '--error-on-warnings', '--colors=off', '.']),
  'import directions': checkDirections,
  'a planted violation is found': checkPlanted,
  'nothing left over': () => complaint([tool('knip/bin/knip.js')]),
  sizes: () => complaint([tool('size-limit/bin.js')]),
  'docs/protocol.md is fresh': () => complaint(['scripts/dist/protocol-docs.js', '--check']),
  'the client of cms-api is fresh': () => complaint(['cms-api/dist/client/generate.js', '--check']),
  'paths and links in documents': async () => brokenPaths().join('\n'),
};

let failed = 0;
for (const [name, check] of Object.entries(checks)) {
  const startMs = performance.now();
  const wrong = await check();
  const seconds = ((performance.now() - startMs) / 1_000).toFixed(1);
  console.log(`${wrong ? 'FAILED' : 'ok    '} ${name} (${seconds} s)`);
  if (wrong) {
    console.log(wrong.trim());
    failed += 1;
  }
}
const passed = Object.keys(checks).length - failed;
console.log(`check: ${passed} passed, ${failed} failed, 0 skipped`);
process.exit(failed > 0 ? 1 : 0);

async function complaint(args) {
  const { code, output } = await node(args, { quiet: true });
  return code === 0 ? '' : output || `ended with code ${code}`;
}

async function cruise(cwd, folders) {
  const { output } = await node(
    [cruiser, '--config', join(root, '.dependency-cruiser.cjs'), '-T', 'json', ...folders],
    {
      cwd,
      quiet: true,
    },
  );
  try {
    return JSON.parse(output).summary;
  } catch {
    return { totalCruised: 0, error: 1, violations: [], output };
  }
}

/** A cruise that found no modules proves nothing, and says "no violations". */
async function checkDirections() {
  const summary = await cruise(root, cruiseFolders);
  if (summary.totalCruised < 50)
    return `Only ${summary.totalCruised} modules were cruised. ${summary.output ?? ''}`;
  return summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`).join('\n');
}

async function checkPlanted() {
  const planted = join(root, '.tmp/planted');
  const files = {
    'ingest/src/receive/door.ts': "import { a } from '../store/a.ts';\nexport const door = a;\n",
    'ingest/src/store/a.ts': "import { b } from './b.ts';\nexport const a = b;\n",
    'ingest/src/store/b.ts': "import { a } from './a.ts';\nexport const b = () => a;\n",
    'tsconfig.json': readFileSync(join(root, 'tsconfig.json'), 'utf8'),
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(planted, path)), { recursive: true });
    writeFileSync(join(planted, path), text);
  }
  const summary = await cruise(planted, ['ingest']);
  rmSync(planted, { recursive: true });
  const found = new Set(summary.violations.map(({ rule }) => rule.name));
  const missed = ['no-cycles', 'ingest-receive-does-not-look-back'].filter((rule) => !found.has(rule));
  return missed.length > 0 ? `The cruiser did not see: ${missed.join(', ')}. ${summary.output ?? ''}` : '';
}
