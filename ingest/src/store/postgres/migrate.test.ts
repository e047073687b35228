import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { expect, it } from 'vitest';
import { openPostgresStore } from './store.ts';
import { createTestDatabase } from './test-database.ts';

it('waits for a database that comes after it', async () => {
  const database = await createTestDatabase();
  const { hostname, port: itsPort } = new URL(database.url);
  const door = createServer((socket) => {
    const through = connect(Number(itsPort), hostname);
    socket.pipe(through).pipe(socket);
    for (const end of [socket, through]) end.on('error', () => end.destroy());
  });
  door.listen(0, '127.0.0.1');
  await once(door, 'listening');
  const { port } = door.address() as AddressInfo;
  door.close();
  await once(door, 'close');
  const url = new URL(database.url);
  url.hostname = '127.0.0.1';
  url.port = String(port);
  let waited = 0;

  const store = await openPostgresStore({
    databaseUrl: url.href,
    waiting: {
      withinMs: 60_000,
      onWait: () => {
        waited += 1;
        if (waited === 2) door.listen(port, '127.0.0.1');
      },
    },
  });

  expect(waited).toBeGreaterThanOrEqual(2);
  expect(await store.userByEmail('nobody@example.test')).toBeUndefined();
  await store.close();
  door.close();
  await database.drop();
});

it('says at once what is wrong when it may not wait', async () => {
  await expect(openPostgresStore({ databaseUrl: 'postgres://a@127.0.0.1:1/a' })).rejects.toThrow(
    'ECONNREFUSED',
  );
});
