/** Who visits: a device with its processor and its network, drawn by how often they occur. The figures are those of DevTools. */
import { devices } from '@playwright/test';
import type { Random } from '../random.ts';

export type Network = {
  name: string;
  /** Added to each round trip. */
  latencyMs: number;
  /** Per second; -1: as much as there is. */
  downBytes: number;
  upBytes: number;
};

export type Device = {
  name: string;
  /** As Playwright knows it: user agent, screen, touch. */
  emulated: (typeof devices)[string];
  /** How much slower than this machine its processor is; from 1 on. */
  cpuSlowdown: number;
};

export type Profile = { device: Device; network: Network; locale: string };

type Weighted<Value> = { weight: number; value: Value };

const kilobit = 125;

const phone = (name: string, cpuSlowdown: number): Device => ({ name, emulated: emulate(name), cpuSlowdown });

const someDevices: Weighted<Device>[] = [
  { weight: 4, value: { name: 'Desktop', emulated: emulate('Desktop Chrome'), cpuSlowdown: 1 } },
  { weight: 2, value: { name: 'Laptop', emulated: emulate('Desktop Chrome HiDPI'), cpuSlowdown: 2 } },
  { weight: 4, value: phone('Pixel 7', 4) },
  { weight: 2, value: phone('Moto G4', 6) },
  { weight: 1, value: phone('Galaxy Tab S4', 3) },
];

const someNetworks: Weighted<Network>[] = [
  { weight: 3, value: { name: 'cable', latencyMs: 0, downBytes: -1, upBytes: -1 } },
  { weight: 3, value: network('WiFi', 28, 30_000, 15_000) },
  { weight: 3, value: network('4G', 60, 9_000, 4_500) },
  { weight: 2, value: network('slow 4G', 150, 1_638, 750) },
  { weight: 1, value: network('3G', 300, 700, 250) },
];

const someLocales: Weighted<string>[] = [
  { weight: 3, value: 'en-GB' },
  { weight: 1, value: 'de-DE' },
  { weight: 1, value: 'fr-FR' },
];

export function pickProfile(random: Random): Profile {
  return {
    device: pick(someDevices, random),
    network: pick(someNetworks, random),
    locale: pick(someLocales, random),
  };
}

export function pick<Value>(from: readonly Weighted<Value>[], random: Random): Value {
  let at = random() * from.reduce((sum, { weight }) => sum + weight, 0);
  const picked = from.find(({ weight }) => {
    at -= weight;
    return at < 0;
  });
  const found = picked ?? from.at(-1);
  if (!found) throw new Error('There is nothing to pick from.');
  return found.value;
}

function network(name: string, latencyMs: number, downKilobits: number, upKilobits: number): Network {
  return { name, latencyMs, downBytes: downKilobits * kilobit, upBytes: upKilobits * kilobit };
}

function emulate(name: string): (typeof devices)[string] {
  const known = devices[name];
  if (!known) throw new Error(`Playwright knows no device ${name}.`);
  return known;
}
