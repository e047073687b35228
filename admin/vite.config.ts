/** Builds the admin into dist/: one HTML page, hashed assets, a chunk for each screen and one for the framework. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { defaultClientConditions, defineConfig, type Plugin } from 'vite';

/** Each asset once more as .br and .gz, so that the server only has to choose. Fonts are packed already. */
function precompress(): Plugin {
  return {
    name: 'precompress',
    apply: 'build',
    writeBundle({ dir = 'dist' }) {
      const folder = join(dir, 'assets');
      for (const file of readdirSync(folder).filter((name) => /\.(js|css|svg)$/.test(name))) {
        const content = readFileSync(join(folder, file));
        writeFileSync(join(folder, `${file}.br`), brotliCompressSync(content));
        writeFileSync(join(folder, `${file}.gz`), gzipSync(content, { level: 9 }));
      }
    },
  };
}

export default defineConfig({
  plugins: [precompress()],
  resolve: { conditions: ['source', ...defaultClientConditions] },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  experimental: {
    // Chunks find each other wherever they lie, so that ingest can have the page ask a CDN for them.
    renderBuiltUrl: (_file, { hostType }) => (hostType === 'html' ? undefined : { relative: true }),
  },
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
        // What several screens share is one file, asked for once.
        codeSplitting: {
          groups: [
            { name: 'framework', test: /node_modules[\\/](@preact|preact)[\\/]/ },
            { name: 'common', test: /admin[\\/]src[\\/](ui|format|state|api)[\\/]/, minShareCount: 2 },
          ],
        },
        minify: { compress: { dropConsole: true, dropDebugger: true } },
      },
    },
  },
});
