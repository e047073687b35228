/**
 * How the browser SDK is bundled: rolldown joins, terser makes small, together a kilobyte less than esbuild.
 * `build.mjs` does it for us, the size bench for our neighbours.
 */
import { rolldown } from 'rolldown';
import { minify } from 'terser';

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
  [/, metric\.navigationId, .*\);/g, ');'],
  [/if \(!entry\)\s+continue;/g, ''],
  [/let value = 0;/g, 'let value;'],
  [/let metricEntries = \[\];/g, 'let metricEntries;'],
  // A prerendered page is measured from its activation on: web-vitals never meets one before.
  [/document\.prerendering/g, 'false'],
  [/\w+EventListener\('prerenderingchange', onVisibilityUpdate, true\);/g, ''],
  [/event\.type === 'visibilitychange'/g, 'true'],
  [/opts\.reportAllChanges/g, 'true'],
  [/opts\.durationThreshold/g, 'undefined'],
  // Of the places where its attribution build listens, ours uses one.
  [/this\._onAfter\w+\?\.\(\w+\);/g, ''],
  [/lcpEntryManager\._processEntry\(.*?\);/g, ''],
  [/const (fcp|lcp)EntryManager = .*;/g, ''],
  // Reporting is never forced, and visibility is never told anew.
  [/report\((true|forceReport)\)/g, 'report()'],
  [/if \(forceReport\)/g, 'if (false)'],
  [/if \(reset\)/g, 'if (false)'],
];

const unused = new Set(fixed);

/** Makes web-vitals ours. Fails when a new version of it no longer holds what is replaced. */
export const specialise = {
  name: 'specialise-web-vitals',
  transform(code, id) {
    const [, file] = /web-vitals\/dist\/modules\/(?:lib\/)?(\w+\.js)$/.exec(id) ?? [];
    if (!file) return null;
    return replaced[file] ?? fixed.reduce(fix, code);
  },
  buildEnd() {
    if (unused.size > 0)
      throw new Error(`web-vitals has changed: ${[...unused].map(([from]) => from).join(', ')}`);
  },
};

function fix(text, rule) {
  const [from, to] = rule;
  if (text.search(from) >= 0) unused.delete(rule);
  return text.replace(from, to);
}

/**
 * Properties that never leave the bundle and may be shortened: web-vitals' private ones begin with an underscore, ours
 * are listed. None of them is a name of the DOM, of the protocol, of an option, or of what the development file reads.
 */
const internalNames =
  'fromMs untilMs zeroMs began address manager worst worstBurst reported settings tellSoon latest countDropped nameOf addressMoved ' +
  'isFailing takeLost heard toStore maySend postLater stored isSent withdraw held told ' +
  'listen resourceEntries own tellAll startedMs endedMs paintMs firstMs lastMs inFrame burst paint sum page backlog ' +
  'recentFrames viewAt addTo keep';

const ours = {
  // Found by trying: each of these makes the compressed bundle smaller.
  compress: {
    passes: 4,
    unsafe: true,
    unsafe_arrows: true,
    unsafe_comps: true,
    unsafe_math: true,
    pure_getters: true,
    arrows: false,
    comparisons: false,
    keep_fargs: false,
    booleans: false,
    // What the body tells comes from the browser and from comparisons, never from a literal.
    booleans_as_integers: true,
    hoist_funs: true,
    hoist_props: false,
    lhs_constants: false,
  },
  mangle: { properties: { regex: new RegExp(`^(_.*|${internalNames.replaceAll(' ', '|')})$`) } },
};

/**
 * One file from one entry.
 * @param {string} input Path of the entry.
 * @param {'iife' | 'es'} format
 * @param {object[]} plugins
 * @param {string} [cwd]
 * @returns {Promise<string>}
 */
export async function bundle(input, format, plugins, cwd) {
  // Unsafe transformations and short names are for code that we know.
  const isOurs = plugins.includes(specialise);
  const joined = await rolldown({
    cwd,
    input,
    resolve: { conditionNames: ['source', 'import', 'default'] },
    treeshake: isOurs ? { moduleSideEffects: false } : true,
    plugins,
    logLevel: 'silent',
  });
  const { output } = await joined.generate({ format, minify: true });
  await joined.close();
  const { code } = await minify(output[0].code, {
    module: format === 'es',
    ecma: 2020,
    ...(isOurs && ours),
    format: { comments: false },
  });
  return code ?? '';
}
