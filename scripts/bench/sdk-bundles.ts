/** The browser SDK and its neighbours, each set up as its own documentation says and bundled the same way. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../root.ts';

type Bundle = (input: string, format: 'iife' | 'es', plugins: object[]) => Promise<string>;

/** Each posts to this path of the page's own origin. */
export const door = '/collect';

const neighbours: Record<string, string> = {
  'web-vitals': reportOnHide('web-vitals'),
  'web-vitals, attribution': reportOnHide('web-vitals/attribution'),
  'Faro with tracing off': `
    import { initializeFaro } from '@grafana/faro-web-sdk';
    initializeFaro({ url: location.origin + '${door}', app: { name: 'bench', version: '1' } });`,
  'Sentry with tracing': `
    import { browserTracingIntegration, init } from '@sentry/browser';
    const { protocol, host } = location;
    init({
      dsn: protocol + '//public@' + host + '/1',
      tunnel: '${door}',
      integrations: [browserTracingIntegration()],
      tracesSampleRate: 1,
    });`,
  'Datadog RUM': `
    import { datadogRum } from '@datadog/browser-rum';
    datadogRum.init({
      applicationId: 'bench',
      clientToken: 'bench',
      service: 'bench',
      proxy: location.origin + '${door}',
      sessionSampleRate: 100,
      sessionReplaySampleRate: 0,
    });`,
};

/** Name → script for a `<script>` tag. Ours comes built; it needs its attributes. */
export async function bundleNeighbours(): Promise<Map<string, string>> {
  const { bundle } = (await import(pathToFileURL(join(root, 'sdk/browser/bundle.mjs')).href)) as {
    bundle: Bundle;
  };
  const folder = await mkdtemp(join(root, 'scripts/dist/neighbours-'));
  const bundles = new Map<string, string>();
  try {
    for (const [name, code] of Object.entries(neighbours)) {
      const entry = join(folder, 'entry.js');
      await writeFile(entry, code);
      bundles.set(name, await bundle(entry, 'iife', []));
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return bundles;
}

function reportOnHide(module: string): string {
  return `
    import { onCLS, onFCP, onINP, onLCP, onTTFB } from '${module}';
    const told = new Map();
    for (const on of [onCLS, onFCP, onINP, onLCP, onTTFB]) {
      on(({ name, value, id, attribution }) => told.set(name, { name, value, id, attribution }));
    }
    addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'hidden' && told.size) {
        navigator.sendBeacon('${door}', JSON.stringify([...told.values()]));
        told.clear();
      }
    });`;
}
