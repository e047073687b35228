/** What the documents' blocks are run against: a whole ingest, a whole cms-api with the demo magazine, a Chromium. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { drawLandscape } from '@throughline/cms-api/art/landscape';
import sharp from 'sharp';
import { seedDemo } from '../../cms-api/src/magazine/seed.ts';
import { startTestCms, type TestCms, testPassword } from '../../cms-api/src/test-cms.ts';
import { adminPassword, startTestApp, type TestApp } from '../../ingest/src/test-app.ts';

export type DocsHouse = {
  /** The variables that every block may use. */
  given: { ingest: string; cms: string; connectionString: string; token: string; cmsToken: string };
  cms: TestCms;
  ingest: TestApp;
  /** A folder for what shell blocks read and write. */
  folder: string;
  /** A document's text with addresses and passwords that exist here. */
  adapt(text: string): string;
  shell(text: string): Promise<{ code: number; output: string }>;
  stop(): Promise<void>;
};

/** As many as there must be for a plan that is worth looking at. */
const readings = 5_000;

export async function openDocsHouse(): Promise<DocsHouse> {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-docs-'));
  const cms = await startTestCms();
  const ingest = await startTestApp(async (store) => {
    await store.putSite({ id: 'demo', name: 'Demo', writeKey: 'pk_demo', origins: [] });
  });
  await seedDemo(cms.pool, { now: new Date(), readings });
  cms.types.forget();
  const cmsToken = await cms.logIn('admin');
  const { body } = await ingest.ask<{ token: string }>('POST', '/sites/demo/api-tokens', {
    as: ingest.admin,
    body: { name: 'docs', scope: 'admin' },
  });
  const given = {
    ingest: ingest.base,
    cms: new URL(cms.api).origin,
    connectionString: cms.databaseUrl,
    token: body.token,
    cmsToken,
  };
  const drawn = await drawLandscape(0);
  const { width, height } = drawn;
  await sharp(drawn.pixels, { raw: { width, height, channels: 3 } })
    .jpeg()
    .toFile(join(folder, 'river.jpg'));
  // An answer of 400 and above fails the block that got it.
  writeFileSync(join(folder, '.curlrc'), 'fail-with-body\nshow-error\n');

  const adapt = (text: string) => adaptTo(text, given);
  return {
    given,
    cms,
    ingest,
    folder,
    adapt,
    shell: (text) => runShell(adapt(text), folder, { ...given }),
    stop: async () => {
      await ingest.close();
      await cms.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function adaptTo(text: string, { ingest, cms }: DocsHouse['given']): string {
  return text
    .replaceAll(/https?:\/\/(?:127\.0\.0\.1:4000|stats\.example\.org|ingest\.example)(?![\w.])/g, ingest)
    .replaceAll(/http:\/\/127\.0\.0\.1:4100/g, cms)
    .replaceAll('"admin@localhost","password":"…"', `"admin@example.test","password":"${testPassword}"`)
    .replaceAll('"email":"…","password":"…"', `"email":"admin@localhost","password":"${adminPassword}"`);
}

function runShell(
  text: string,
  cwd: string,
  given: DocsHouse['given'],
): Promise<{ code: number; output: string }> {
  const child = spawn('bash', ['-euo', 'pipefail', '-c', text], {
    cwd,
    env: {
      ...process.env,
      CURL_HOME: cwd,
      CMS: `${given.cms}/api/v1`,
      INGEST: `${given.ingest}/api/v1`,
      TOKEN: text.includes('$INGEST') ? given.token : given.cmsToken,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  return new Promise((done, fail) => {
    child.once('error', fail);
    child.once('close', (code) => done({ code: code ?? 1, output }));
  });
}
