/** A migrated database for one test file, cloned from a template: 30 ms instead of running every migration. */
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { migrate } from './migrate.ts';

export type TestDatabase = { url: string; drop(): Promise<void> };

const template = 'throughline_template';

export async function createTestDatabase(): Promise<TestDatabase> {
  const adminUrl = process.env.TEST_POSTGRES_URL;
  if (!adminUrl) throw new Error('TEST_POSTGRES_URL is not set; run the tests with vitest at the root.');
  const name = `test_${randomBytes(6).toString('hex')}`;
  await asAdmin(adminUrl, async (client) => {
    // Test files run side by side: the first one makes the template, the others wait.
    await client.query('select pg_advisory_lock(7001)');
    const made = await client.query('select 1 from pg_database where datname = $1', [template]);
    if (made.rowCount === 0) {
      await client.query(`create database ${template}_new`);
      await migrate(databaseUrl(adminUrl, `${template}_new`));
      await client.query(`alter database ${template}_new rename to ${template}`);
    }
    await client.query(`create database ${name} template ${template}`);
  });
  return {
    url: databaseUrl(adminUrl, name),
    drop: () => asAdmin(adminUrl, (client) => client.query(`drop database ${name} with (force)`)),
  };
}

function databaseUrl(adminUrl: string, name: string): string {
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return url.href;
}

async function asAdmin(adminUrl: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
