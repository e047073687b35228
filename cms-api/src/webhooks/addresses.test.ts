import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { guardedLookup, mayReach, parseRange, refuseLiteral } from './addresses.ts';

/** Each leads to this machine, a private network or a metadata service. */
const disguises = [
  ...[
    '127.0.0.1',
    '127.1',
    '127.0.1',
    '0x7f000001',
    '0x7f.1',
    '0x7f.0x0.0x0.0x1',
    '2130706433',
    '017700000001',
  ],
  ...[
    '0177.0.0.1',
    '0177.1',
    '127.0.0.1.',
    '127.127.127.127',
    '127.255.255.254',
    '0',
    '0.0.0.0',
    '0.0.0.1',
    '0x0',
  ],
  ...['00.00.00.00', '１２７.０.０.１', '①②⑦.⓪.⓪.①', '127。0。0。1', '127%2e0%2e0%2e1', '%31%32%37.0.0.1'],
  ...[
    '10.0.0.1',
    '10.1',
    '0xa.1',
    '012.0.0.1',
    '167772161',
    '10.255.255.255',
    '172.16.0.1',
    '172.31.255.255',
  ],
  ...['0xac.0x10.0.1', '2886729729', '192.168.0.1', '192.168.1', '0xc0a80001', '3232235521', '0300.0250.0.1'],
  ...['169.254.169.254', '169.254.43518', '0xa9fea9fe', '2852039166', '0251.0376.0251.0376', '169.254.0.1'],
  ...[
    '169.254.170.2',
    '100.64.0.1',
    '100.100.100.200',
    '100.127.255.255',
    '192.0.0.192',
    '192.0.2.1',
    '198.18.0.1',
  ],
  ...[
    '198.51.100.1',
    '203.0.113.1',
    '224.0.0.1',
    '239.255.255.255',
    '240.0.0.1',
    '255.255.255.255',
    '168.63.129.16',
  ],
  ...[
    '[::1]',
    '[::]',
    '[0:0:0:0:0:0:0:1]',
    '[0000::1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[::ffff:10.0.0.1]',
  ],
  ...[
    '[::ffff:169.254.169.254]',
    '[::ffff:a9fe:a9fe]',
    '[::127.0.0.1]',
    '[::7f00:1]',
    '[::ffff:0:127.0.0.1]',
  ],
  ...[
    '[64:ff9b::127.0.0.1]',
    '[64:ff9b::a9fe:a9fe]',
    '[64:ff9b:1::1]',
    '[2002:7f00:1::]',
    '[2002:a9fe:a9fe::1]',
  ],
  ...[
    '[2001:0:7f00:1::1]',
    '[fe80::1]',
    '[febf::1]',
    '[fec0::1]',
    '[fc00::1]',
    '[fd00:ec2::254]',
    '[fd12:3456::1]',
  ],
  ...['[ff02::1]', '[ff05::1]', '[100::1]', '[2001:db8::1]', '[2001:10::1]', '[0:0:0:0:0:ffff:127.0.0.1]'],
];
/** A name service that tells what it is told to, each time anew. */
const names: Record<string, string[]> = {
  localhost: ['127.0.0.1'],
  'private.example': ['10.0.0.1'],
  'metadata.example': ['169.254.169.254'],
  'six.example': ['::1'],
  'mapped.example': ['::ffff:127.0.0.1'],
  'mixed.example': ['93.184.216.34', '127.0.0.1'],
  'nothing.example': [],
};

describe('webhook addresses', () => {
  it(`connects to none of ${disguises.length} disguises and ${Object.keys(names).length} names of a private address`, async () => {
    let connections = 0;
    const canary = createServer((_request, response) => response.end()).on('connection', () => connections++);
    await new Promise<void>((done) => canary.listen(0, '::', done));
    const { port } = canary.address() as AddressInfo;
    const lookup = guardedLookup([], async (name) =>
      (names[name] ?? []).map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );

    const outcomes = await Promise.all(
      [...disguises, ...Object.keys(names)].map(async (host) => {
        try {
          const url = new URL(`http://${host}:${port}/`);
          refuseLiteral(url, []);
          await new Promise((done, fail) =>
            request(url, { lookup, agent: false }, done).on('error', fail).end(),
          );
          return [host, 'reached'];
        } catch (error) {
          return [host, (error as Error).message];
        }
      }),
    );
    await new Promise((done) => canary.close(done));

    expect(disguises.length).toBeGreaterThanOrEqual(80);
    expect(outcomes.filter(([, outcome]) => !/private network|Invalid URL/.test(outcome ?? ''))).toEqual([]);
    expect(outcomes.filter(([, outcome]) => outcome === 'Invalid URL').length).toBeLessThan(5);
    expect(connections).toBe(0);
  });

  it('connects to the very address that it looked at, though the name changes its mind', async () => {
    const asked: string[] = [];
    const answers = ['93.184.216.34', '127.0.0.1'];
    const lookup = guardedLookup([], async (name) => [
      { address: answers[asked.push(name) - 1] ?? '', family: 4 },
    ]);
    const found = await new Promise((done) => lookup('rebind.example', {}, (...all) => done(all)));

    expect(found).toEqual([null, '93.184.216.34', 4]);
    expect(asked).toHaveLength(1);
  });

  it('reaches the rest of the world, and networks that are allowed', () => {
    const allowed = [parseRange('10.1.0.0/16'), parseRange('fd00::/8')];

    expect(
      ['93.184.216.34', '2606:2800:220:1::1', '10.1.2.3', '::ffff:10.1.2.3', 'fd12::1'].map((one) =>
        mayReach(one, allowed),
      ),
    ).toEqual(Array(5).fill(true));
    expect(['10.2.0.1', '127.0.0.1', 'nonsense', ''].map((one) => mayReach(one, allowed))).toEqual(
      Array(4).fill(false),
    );
  });
});
