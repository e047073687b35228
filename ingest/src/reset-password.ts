/**
 * `npm run admin:reset-password -- [e-mail]`: a new password for a user, the first administrator unless named, whose
 * sessions end. Works beside a running service and without one.
 */
import { generatePassword, hashPassword } from './auth/password.ts';
import { readConfig } from './config.ts';
import { findEmbedded, startEmbedded } from './store/postgres/embedded.ts';
import { openPostgresStore } from './store/postgres/store.ts';

const config = readConfig(process.env);
const email = process.argv[2] ?? config.ADMIN_EMAIL;

const running = config.DATABASE_URL ?? (await findEmbedded(config.DATA_DIR, 'throughline'));
const started = running ? undefined : await startEmbedded({ dataDir: config.DATA_DIR, log: () => {} });
const store = await openPostgresStore({
  databaseUrl: running ?? (await started?.database('throughline')) ?? '',
});
try {
  const user = await store.userByEmail(email);
  if (user) {
    const password = config.ADMIN_PASSWORD ?? generatePassword();
    await store.changePassword(user.id, await hashPassword(password));
    process.stdout.write(`The password of ${user.email} is now ${password}\n`);
  } else {
    process.stderr.write(
      `There is no user ${email}. Name one: npm run admin:reset-password -- ann@example.org\n`,
    );
    process.exitCode = 1;
  }
} finally {
  await store.close();
  await started?.stop();
}
