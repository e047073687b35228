/**
 * Builds what a site loads: `sdk.js` for a script tag, `index.js` and `core.js` for bundlers, and the development file.
 * rolldown joins, terser makes small: together a kilobyte less than esbuild. Types come from `tsc -b`.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { minify } from 'terser';

const folder = fileURLToPath(new URL('.', import.meta.url));

const entries = [
  { input: 'src/script.ts', file: 'sdk.js', format: 'iife' },
  { input: 'src/index.ts', file: 'index.js', format: 'es' },
  { input: 'src/core.ts', file: 'core.js', format: 'es' },
  { input: 'src/sdk-development.ts', file: 'sdk-development.js', format: 'es' },
];

/**
 * web-vitals answers many wishes; what we never ask of it is fixed here, so that the code behind it can be dropped. Its
 * measuring is untouched, and the end-to-end tests hold it against the untouched library on the same page loads.
 */
const replaced = {
  // Every change is reported, and nobody reads ratings and deltas: the dashboard rates.
  'bindReporter.js': `
    export const bindReporter = (callback, metric) => {
      let last;
      return () => {
        if (metric.value < 0 || metric.value === last) return;
        last = metric.value;
        callback(metric);
      };
    };`,
  // Of the navigation a metric only needs to say whether it began with a restore.
  'initMetric.js': `
    import { getBFCacheRestoreTime } from './bfcache.js';
    export const initMetric = (name, value = -1) => ({
      id: {},
      value,
      entries: [],
      navigationType: getBFCacheRestoreTime() >= 0 && 'back-forward-cache',
    });`,
  // A manager is left with the options it was made for, which is how web-vitals' own attribution finds it.
  'initUnique.js': `
    export const initUnique = (options, Manager) => (options.manager = new Manager());`,
};

const fixed = [
  // Splitting at soft navigations is ours, at every route change and in every browser: such entries are never asked for.
  [/checkSoftNavsEnabled\(opts\)/g, 'false'],
  [/entry\.entryType === '(soft-navigation|interaction-contentful-paint)'/g, 'false'],
  [/navigation(Type)? === 'soft-navigation'/g, 'false'],
  [/entry\.entryType === 'largest-contentful-paint'/g, 'true'],
  [/metric\.navigationId = .*;/g, ''],
  // A prerendered page is measured from its activation on: web-vitals never meets one before.
  [/document\.prerendering/g, 'false'],
  [/\w+EventListener\('prerenderingchange', onVisibilityUpdate, true\);/g, ''],
  [/event\.type === 'visibilitychange'/g, 'true'],
  [/opts\.reportAllChanges/g, 'true'],
  [/opts\.durationThreshold/g, 'undefined'],
  // Of the places where its attribution build listens, ours uses one.
  [/this\._onAfter\w+\?\.\(\w+\);/g, ''],
  [/lcpEntryManager\._processEntry\(.*?\);/g, ''],
];

/** The development file stays a file of its own, beside the script that asks for it. */
const apart = {
  name: 'development-apart',
  resolveId: (id, importer) =>
    importer && id.endsWith('/sdk-development.ts') ? { id: './sdk-development.js', external: true } : null,
};

const specialise = {
  name: 'specialise-web-vitals',
  transform(code, id) {
    const [, file] = /web-vitals\/dist\/modules\/(?:lib\/)?(\w+\.js)$/.exec(id) ?? [];
    if (!file) return null;
    return replaced[file] ?? fixed.reduce((text, [from, to]) => text.replace(from, to), code);
  },
};

/**
 * Properties that never leave the bundle and may be shortened: web-vitals' private ones begin with an underscore, ours
 * are listed. None of them is a name of the DOM, of the protocol, of an
 * option, or of what the development file reads.
 */
const internalNames =
  'fromMs untilMs zeroMs began address manager worst worstBurst settings changed latest drop nameOf move ' +
  'isFailing takeLost heard toStore maySend postLater stored isSent cancel held told ' +
  'loaded own tellAll startedMs endedMs paintMs firstMs lastMs frame burst paint sum page backlog';

await mkdir(`${folder}dist`, { recursive: true });
for (const { input, file, format } of entries) {
  const bundle = await rolldown({
    cwd: folder,
    input,
    resolve: { conditionNames: ['source', 'import', 'default'] },
    treeshake: { moduleSideEffects: false },
    plugins: [specialise, apart],
  });
  const { output } = await bundle.generate({ format, minify: true });
  await bundle.close();
  const { code } = await minify(output[0].code, {
    module: format === 'es',
    ecma: 2020,
    // Found by trying: each of these makes the compressed bundle smaller.
    compress: {
      passes: 4,
      unsafe: true,
      unsafe_arrows: true,
      unsafe_comps: true,
      unsafe_math: true,
      unsafe_methods: true,
      pure_getters: true,
      booleans: false,
      hoist_props: false,
      lhs_constants: false,
    },
    mangle: { properties: { regex: new RegExp(`^(_.*|${internalNames.replaceAll(' ', '|')})$`) } },
    format: { comments: false },
  });
  await writeFile(`${folder}dist/${file}`, code);
}
