import { isSpecial, parseIp, type SpecialRange } from '../../util/ip.ts';

/** No endpoint may have an address of these: they mean something else on every machine. */
const UNREACHABLE: readonly SpecialRange[] = ['unspecified', 'loopback', 'linkLocal', 'linkLocalMulticast'];

/**
 * The address under which others reach this server: the one it was told, the one it listens on, the first of the host.
 * @returns undefined when the host has none
 */
export function advertisedAddress(
  configured: string | undefined,
  bindAddress: string,
  hostAddresses: readonly string[],
): string | undefined {
  return [configured, bindAddress, ...hostAddresses].find((text) => text !== undefined && isReachable(text));
}

function isReachable(text: string): boolean {
  const address = parseIp(text);
  return address !== undefined && !UNREACHABLE.some((range) => isSpecial(address, range));
}
