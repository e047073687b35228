/** Builds the admin into dist/: one HTML page, hashed assets, a chunk for each screen and one for the framework. */
import { defaultClientConditions, defineConfig } from 'vite';

export default defineConfig({
  resolve: { conditions: ['source', ...defaultClientConditions] },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  server: { proxy: { '/api': 'http://127.0.0.1:4000' } },
  build: {
    // light-dark() and native CSS nesting stay as written from these versions on.
    target: ['es2023', 'chrome123', 'edge123', 'firefox120', 'safari17.5'],
    outDir: 'dist',
    assetsDir: 'assets',
    // A data: stylesheet or font would need a wider CSP.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        codeSplitting: { groups: [{ name: 'framework', test: /node_modules[\\/](@preact|preact)[\\/]/ }] },
      },
    },
  },
});
