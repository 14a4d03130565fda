import { type IpAddress, isSpecial, parseIp } from '../../util/ip.ts';
import type { ListenerAddress } from './listener.ts';

/** How clients on this machine reach a listener: one on all interfaces by the loopback. */
export function localUrl({ host, port }: ListenerAddress): string {
  const address = parseIp(host)!;
  const reachable = isSpecial(address, 'unspecified') ? loopback(host) : host;
  return `https://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
}

function loopback(unspecified: string): string {
  return unspecified.includes(':') ? '::1' : '127.0.0.1';
}

const UNREACHABLE = ['unspecified', 'loopback', 'linkLocal', 'linkLocalMulticast'] as const;

function isReachable(address: IpAddress): boolean {
  return !UNREACHABLE.some((range) => isSpecial(address, range));
}

/**
 * The address that other machines are told to connect to: the one that is bound, or the first of the host that has the
 * wanted family. Undefined on a machine without a network.
 */
export function advertisedAddress(bound: string, ofHost: readonly string[], family: 4 | 6): string | undefined {
  return [bound, ...ofHost].find((text) => {
    const address = parseIp(text);
    return address !== undefined && address.family === family && isReachable(address);
  });
}
