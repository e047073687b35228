/** One real PostgreSQL for the whole test run; each test file makes a database of its own in it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbedded } from '@throughline/ingest/embedded';

/** vitest's global set-up: runs before the first test file, and what it returns after the last. */
export async function setup(): Promise<() => Promise<void>> {
  if (process.env.TEST_POSTGRES_URL) return async () => {};
  const dataDir = mkdtempSync(join(tmpdir(), 'throughline-test-'));
  const embedded = await startEmbedded({ dataDir, log: console.error });
  process.env.TEST_POSTGRES_URL = embedded.adminUrl;
  return async () => {
    await embedded.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
}
