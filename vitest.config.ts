import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** No 'import' here: vitest hands these to Node, where require() would then be given ES modules. */
const conditions = ['source', 'node'];

export default defineConfig({
  // Workspace packages are tested as they are written, not as they were last built.
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: {
    include: ['**/*.test.ts', '**/*.test.tsx'],
    exclude: ['**/node_modules/**', '**/dist/**', '**/e2e/**'],
    globalSetup: ['scripts/test/postgres.ts'],
    // Files that wait for processes to die and come back leave room for another, on two cores too.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
});
