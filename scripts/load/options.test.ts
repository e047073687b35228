import { expect, it } from 'vitest';
import { readOptions } from './options.ts';

const password = { LOAD_PASSWORD: 'secret' };

it('takes flags before environment variables before defaults', () => {
  const options = readOptions(['--users', '100', '--run-time', '2m'], {
    ...password,
    LOAD_USERS: '5',
    LOAD_SPAWN_RATE: '7',
    LOAD_TAGS: 'read,health',
  });

  expect(options).toMatchObject({
    users: 100,
    'spawn-rate': 7,
    'run-time': 120_000,
    'think-time': 1_000,
    host: 'http://127.0.0.1:4100',
    tags: ['read', 'health'],
  });
});

it('opens the live page on a free port, or on the one that is named', () => {
  expect(readOptions(['--ui'], password).ui).toBe(true);
  expect(readOptions(['--ui', '4300'], password).ui).toBe(4300);
  expect(readOptions([], password).ui).toBeUndefined();
});

it('names each flag that does not fit, with its variables', () => {
  const read = () => readOptions(['--users', 'many', '--tags', 'reads'], {});

  expect(read).toThrow(/--users or LOAD_USERS/);
  expect(read).toThrow(/--tags or LOAD_TAGS/);
  expect(read).toThrow(/--password or LOAD_PASSWORD or ADMIN_PASSWORD: is needed/);
});
