/**
 * The whole house from nothing: builds what has changed, starts PostgreSQL, ingest with the admin, cms-api and the demo
 * website, prints where they are, and ends them in order on Ctrl-C. Plain JavaScript: Node 20 runs no TypeScript.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { node, root, tool } from './run.mjs';

const env = process.env;
const host = env.HOST || '127.0.0.1';
const isProduction = env.APP_ENV === 'production';
const dataDir = resolve(root, env.DATA_DIR || '.data');
const origin = {
  ingest: `http://${host}:${env.PORT || 4000}`,
  cms: `http://${host}:${env.CMS_PORT || 4100}`,
  demo: `http://${host}:${env.DEMO_PORT || 4200}`,
};
// localhost and 127.0.0.1 are two origins for a browser.
const demoOrigins = [origin.demo, origin.demo.replace('127.0.0.1', 'localhost')].join(',');
const isWatching = process.argv.includes('--watch');
const nodeArgs = ['--enable-source-maps', ...(isWatching ? ['--watch', '--watch-preserve-output'] : [])];
// Under load ingest's main thread would else keep 48 MB of short-lived objects, and let the others grow fourfold between collections.
const ingestNodeArgs = ['--max-semi-space-size=4', '--max-old-space-size=384'];
// A supervisor that is killed hard takes its services with it, where the system can do that.
const dieWithMe = existsSync('/usr/bin/setpriv') ? ['/usr/bin/setpriv', '--pdeathsig', 'TERM', '--'] : [];
const startWithinMs = 60_000;
const endWithinMs = 20_000;

const built = await node([join(root, 'scripts/build.mjs')]);
if (built.code !== 0) process.exit(built.code);

// Only now: these are built files and installed packages.
const { startEmbedded } = await import('@throughline/ingest/embedded');
const embedded =
  env.DATABASE_URL && env.CMS_DATABASE_URL ? undefined : await startEmbedded({ dataDir, log: console.error });
const databaseUrl = env.DATABASE_URL || (await embedded?.database('throughline'));
const cmsDatabaseUrl = env.CMS_DATABASE_URL || (await embedded?.database('cms'));

// Fresh tokens at each start: nothing to keep, nothing to leak.
const tokens = {
  'cms-api': randomBytes(24).toString('base64url'),
  'demo-site': randomBytes(24).toString('base64url'),
};
const children = [];
let isEnding = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void end(0));

const demoTokens = Object.entries(tokens).map(([name, token]) => `${name}=${token}`);
const ingestVariables = {
  DATABASE_URL: databaseUrl,
  DATA_DIR: dataDir,
  ...(!isProduction && { DEMO_TOKENS: demoTokens.join(','), DEMO_ORIGINS: demoOrigins }),
};
const ingest = service('ingest', 'ingest/dist/main.js', ingestVariables, ingestNodeArgs);
await ready(ingest, `${origin.ingest}/readyz`);

const cms = service('cms-api', 'cms-api/dist/main.js', {
  CMS_DATABASE_URL: cmsDatabaseUrl,
  DATA_DIR: dataDir,
  THROUGHLINE_ENDPOINT: (isProduction && env.THROUGHLINE_ENDPOINT) || origin.ingest,
  ...(!isProduction && {
    THROUGHLINE_TOKEN: tokens['cms-api'],
    CMS_SEED: 'demo',
    // The demo shows where its time goes: nothing of it is answered out of a cache.
    CMS_CACHE_MB: '0',
    CMS_ORIGINS: demoOrigins,
  }),
});
await ready(cms, `${origin.cms}/readyz`);

if (!isProduction) {
  const demo = service('demo-site', 'scripts/dist/demo/main.js', {
    CMS_URL: origin.cms,
    INGEST_URL: origin.ingest,
    THROUGHLINE_TOKEN: tokens['demo-site'],
  });
  await ready(demo, `${origin.demo}/healthz`);
}

if (isWatching) {
  watch(root, [tool('typescript/bin/tsc'), '-b', '--watch', '--preserveWatchOutput']);
  watch(join(root, 'admin'), [tool('vite/bin/vite.js'), 'build', '--watch', '--logLevel', 'warn']);
}

console.log(`
  Throughline is running.

  Admin         ${origin.ingest}
  cms-api       ${origin.cms}/api/v1/docs${isProduction ? '' : `\n  Demo website  ${origin.demo}`}

  ${[ingest.firstAdmin ?? logInHint(), ...(cms.firstAdmin ? [cms.firstAdmin] : [])].join('\n  ')}

  ${isProduction ? 'Log in and make a site under Settings.' : 'Open a few pages of the demo website, then look at the admin.'} Ctrl-C ends everything.
`);

function logInHint() {
  const email = env.ADMIN_EMAIL || 'admin@localhost';
  return env.ADMIN_PASSWORD
    ? `Log in as ${email} with ADMIN_PASSWORD (of the first start).`
    : `Log in as ${email}; the password was printed at the first start.`;
}

/** For developers: builds again what is saved, and node --watch starts again the service that uses it. */
function watch(cwd, args) {
  const child = spawn(process.execPath, args, {
    cwd,
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: true,
  });
  children.push({ name: 'watcher', child });
}

/** Starts one service; if it ends by itself, everything else ends too, so that nothing half-works unseen. */
function service(name, file, variables, ownNodeArgs = []) {
  const [command, ...args] = [...dieWithMe, process.execPath, ...nodeArgs, ...ownNodeArgs, join(root, file)];
  const child = spawn(command, args, {
    cwd: root,
    env: { ...env, HOST: host, LOG_LEVEL: env.LOG_LEVEL || 'warn', ...variables },
    stdio: ['ignore', 'pipe', 'inherit'],
    // Ctrl-C reaches only this process, which ends the others in order.
    detached: true,
  });
  const started = { name, child, firstAdmin: undefined };
  child.stdout.on('data', (chunk) => {
    const text = String(chunk);
    const line = /^First admin.*: .*$/m.exec(text);
    if (line) started.firstAdmin = line[0];
    process.stdout.write(line ? text.replace(`${line[0]}\n`, '') : text);
  });
  child.once('exit', (code, signal) => {
    if (isEnding) return;
    console.error(`${name} ended (${signal ?? code}); what it said stands above.`);
    void end(1);
  });
  children.push(started);
  return started;
}

async function ready({ name, child }, url) {
  for (let waitedMs = 0; waitedMs < startWithinMs && child.exitCode === null; waitedMs += 50) {
    const isReady = await fetch(url).then(
      (answer) => answer.ok,
      () => false,
    );
    if (isReady) return;
    await sleep(50);
  }
  if (!isEnding)
    console.error(`${name} did not become ready at ${url}. Is its port taken? Set another one (README).`);
  await end(1);
}

/** The last started ends first: nobody loses what it still sends to another. PostgreSQL is the last. */
async function end(code) {
  if (isEnding) return;
  isEnding = true;
  for (const { child } of children.reverse()) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    const gone = new Promise((done) => child.once('exit', done));
    child.kill('SIGTERM');
    const late = sleep(endWithinMs, 'late', { ref: false });
    if ((await Promise.race([gone, late])) === 'late') child.kill('SIGKILL');
  }
  await embedded?.stop();
  process.exit(code);
}
