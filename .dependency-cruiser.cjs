/** The import directions of docs/tour.md. `npm run check` also proves that a planted violation is found. */

const inPackage = (name) => `^(?:${name})/(?:src|e2e)/`;

/** Packages and what each may import of the others. */
const mayImport = {
  'sdk/protocol': [],
  'sdk/browser': ['sdk/protocol'],
  'sdk/node': ['sdk/protocol'],
  ingest: ['sdk/protocol'],
  admin: ['sdk/protocol'],
  'cms-api': ['sdk/protocol', 'sdk/node'],
};

const directions = Object.entries(mayImport).map(([name, allowed]) => ({
  name: `${name.replace('/', '-')}-imports-only-what-it-may`,
  severity: 'error',
  from: { path: inPackage(name) },
  to: {
    path: '^(sdk|ingest|admin|cms-api|scripts)/',
    pathNot: [name, ...allowed].map((other) => `^${other}/`),
  },
}));

/** In ingest each step sees only the steps behind it; `receive` never sees `store`: the spool stands between them. */
const steps = [
  { from: 'receive', never: ['store', 'query', 'auth', 'files', 'enrich'] },
  { from: 'spool', never: ['receive', 'store', 'query', 'auth', 'files', 'enrich', 'http'] },
  { from: 'enrich', never: ['receive', 'spool', 'query', 'auth', 'files', 'http'] },
  { from: 'store', never: ['receive', 'spool', 'query', 'auth', 'files', 'enrich', 'http', 'sites'] },
  { from: 'query', never: ['receive', 'spool', 'files', 'enrich'] },
].map(({ from, never }) => ({
  name: `ingest-${from}-does-not-look-back`,
  severity: 'error',
  from: { path: `^ingest/src/${from}/`, pathNot: '\\.test\\.ts$' },
  to: { path: `^ingest/src/(${never.join('|')})/` },
}));

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    ...directions,
    ...steps,
    {
      name: 'protocol-needs-only-zod',
      severity: 'error',
      from: { path: '^sdk/protocol/src/', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['npm', 'npm-dev', 'npm-peer', 'core'], pathNot: 'node_modules/zod/' },
    },
    {
      name: 'zod-stays-out-of-browsers',
      severity: 'error',
      from: { path: '^(sdk/browser|admin)/src/', pathNot: '\\.test\\.tsx?$' },
      to: { path: '^sdk/protocol/src/(?!vitals|limits)', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'zod-stays-out-of-monitored-servers',
      severity: 'error',
      from: { path: '^sdk/node/src/', pathNot: '(\\.test|/test-[a-z]+)\\.ts$' },
      to: { path: '^sdk/protocol/src/(?!limits|problems|sketch)', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'sql-only-in-the-store',
      severity: 'error',
      from: { path: '^ingest/src/', pathNot: '^ingest/src/store/|\\.test\\.ts$' },
      to: { path: 'node_modules/(pg|node-pg-migrate)/|^ingest/src/store/postgres/sql' },
    },
    {
      name: 'the-adapter-is-opened-by-main-alone',
      severity: 'error',
      from: {
        path: '^ingest/src/',
        pathNot:
          '^ingest/src/(store/|main\\.ts|reset-password\\.ts|(drain|jobs)/worker\\.ts)|(\\.test|/test-app)\\.ts$',
      },
      to: { path: '^ingest/src/store/postgres/' },
    },
    {
      name: 'the-cms-is-watched-in-one-place',
      severity: 'error',
      from: { path: '^cms-api/src/', pathNot: '^cms-api/src/monitor\\.ts|\\.test\\.ts$|/test-[^/]+\\.ts$' },
      to: { path: '^sdk/node/' },
    },
    {
      name: 'the-client-of-the-cms-imports-nothing',
      severity: 'error',
      from: { path: '^cms-api/src/client/', pathNot: '^cms-api/src/client/generate\\.ts|\\.test\\.ts$' },
      to: { pathNot: '^cms-api/src/client/' },
    },
    {
      name: 'tests-are-for-tests',
      severity: 'error',
      from: { pathNot: '\\.(test|spec)\\.tsx?$|/test-[^/]+\\.ts$|/(e2e|test)/|store/contract[^/]*\\.ts$' },
      to: { path: '\\.(test|spec)\\.tsx?$|/test-[^/]+\\.ts$|store/contract[^/]*\\.ts$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules|(^|/)dist/' },
    exclude: { path: '(^|/)(dist|\\.data|\\.tmp)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      conditionNames: ['source', 'types', 'import', 'node', 'default'],
      exportsFields: ['exports'],
    },
  },
};
