import { type IpAddress, isSpecial, parseIp } from '../../util/ip.ts';
import type { ListenerAddress } from './listener.ts';

/** How clients on this machine reach a listener: one on all interfaces by the loopback. */
export function localUrl({ host, port }: ListenerAddress): string {
  return `https://${hostAndPort(isUnspecified(host) ? loopback(host) : host, port)}`;
}

/** How clients elsewhere reach it, as far as they can. @returns `host:port` */
export function externalAddress(
  { host, port }: ListenerAddress,
  advertised: string | undefined,
  ofHost: readonly string[],
): string {
  if (advertised !== undefined) return hostAndPort(advertised, port);
  if (!isUnspecified(host)) return hostAndPort(host, port);
  return hostAndPort(advertisedAddress(host, ofHost, parseIp(host)!.family) ?? loopback(host), port);
}

function isUnspecified(host: string): boolean {
  return isSpecial(parseIp(host)!, 'unspecified');
}

function hostAndPort(host: string, port: number): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
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
