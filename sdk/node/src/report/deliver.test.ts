import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { listenAsIngest } from '../test-server.ts';
import { createDeliver } from './deliver.ts';

describe('delivering', () => {
  it.each([
    [202, { ok: true }],
    [400, { ok: false, again: false, because: 'HTTP 400' }],
    [401, { ok: false, again: false, because: 'HTTP 401' }],
    [413, { ok: false, again: false, because: 'HTTP 413' }],
    [429, { ok: false, again: true, because: 'HTTP 429' }],
    [503, { ok: false, again: true, because: 'HTTP 503' }],
  ])('answers to HTTP %i', async (status, expected) => {
    const ingest = await listenAsIngest();
    ingest.answer = status;
    const deliver = createDeliver(ingest.origin, 't');
    const { gzipSync } = await import('node:zlib');
    const body = gzipSync(
      JSON.stringify({
        v: 1,
        id: '8d0e7c0e-0000-4000-8000-000000000000',
        service: 'a',
        fromMs: 1,
        toMs: 2,
        sentAtMs: 2,
      }),
    );

    const delivery = await deliver(body);

    deliver.close();
    await ingest.close();
    expect(delivery).toMatchObject(expected);
  });

  it('says that nobody is there', async () => {
    const deliver = createDeliver('http://127.0.0.1:1', 't');

    expect(await deliver(Buffer.from('x'))).toMatchObject({ ok: false, again: true });
    deliver.close();
  });

  it('does not keep a process alive that has nothing else to do', async () => {
    // Accepts and never answers.
    const silent = createServer(() => {}).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const address = silent.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const module = fileURLToPath(new URL('../../dist/report/deliver.js', import.meta.url));
    const script = `import { createDeliver } from ${JSON.stringify(module)};
      void createDeliver('http://127.0.0.1:${port}', 't')(Buffer.from('x'));`;
    const startMs = performance.now();

    const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'inherit' });
    const [code] = await once(child, 'exit');

    silent.close();
    expect(code).toBe(0);
    expect(performance.now() - startMs).toBeLessThan(8_000);
  });
});
