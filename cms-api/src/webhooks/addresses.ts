/** Which addresses a webhook may reach, decided on the address that is about to be connected to and on no name. */
import type { LookupAddress } from 'node:dns';
import { lookup as resolveName } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Public by their numbers, yet services of the machine's own provider or ways around. */
const inHouse = ['168.63.129.16/32', '192.88.99.0/24', '2001:4860:4860::6464/128'];
/** Nothing else of IPv6 is handed out to the world. */
const worldWide = '2000::/3';

export type Range = [ipaddr.IPv4 | ipaddr.IPv6, number];

export function isRange(text: string): boolean {
  return ipaddr.isValidCIDR(text);
}

/** @param text `10.0.0.0/8`. @throws Error that names it. */
export function parseRange(text: string): Range {
  return ipaddr.parseCIDR(text);
}

const alwaysRefused = inHouse.map(parseRange);
const world = parseRange(worldWide);

/** @param allowed Networks of one’s own that receivers may stand in. */
export function mayReach(address: string, allowed: readonly Range[]): boolean {
  if (!ipaddr.isValid(address)) return false;
  // An IPv4 address in IPv6 clothes is looked at as what it is.
  const parsed = ipaddr.process(address);
  const isIn = ([network, bits]: Range) => parsed.kind() === network.kind() && parsed.match(network, bits);
  if (allowed.some(isIn)) return true;
  if (parsed.kind() === 'ipv6' && !isIn(world)) return false;
  return parsed.range() === 'unicast' && !alwaysRefused.some(isIn);
}

export class AddressRefused extends Error {}

/**
 * For `http.request`: the name is looked up once, and what was looked at is what is connected to. A name with one address
 * that may not be reached is refused whole.
 */
export function guardedLookup(
  allowed: readonly Range[],
  resolve: (name: string) => Promise<LookupAddress[]> = (name) => resolveName(name, { all: true }),
): LookupFunction {
  return (name, options, callback) => {
    resolve(name).then(
      (found) => {
        const [first] = found;
        if (!first || found.some(({ address }) => !mayReach(address, allowed))) {
          callback(refused(name), '', 0);
        } else if (options.all) callback(null, found);
        else callback(null, first.address, first.family);
      },
      (error: Error) => callback(error, '', 0),
    );
  };
}

/** What is an address already is never looked up. @throws AddressRefused */
export function refuseLiteral({ hostname }: URL, allowed: readonly Range[]): void {
  const host = hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0 && !mayReach(host, allowed)) throw refused(host);
}

function refused(host: string): AddressRefused {
  return new AddressRefused(`${host} leads into a private network`);
}
