import { hostname, networkInterfaces } from 'node:os';

/** The machine's own name and addresses. */
export interface Host {
  readonly name: string;
  readonly addresses: readonly string[];
}

/** Names under which pods and people reach the API server of any cluster. */
const WELL_KNOWN = [
  'localhost',
  'kubernetes',
  'kubernetes.default',
  'kubernetes.default.svc',
  'kubernetes.default.svc.cluster.local',
  '127.0.0.1',
  '::1',
] as const;

const DNS_NAME = /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*$/;

export function thisHost(): Host {
  const interfaces = Object.values(networkInterfaces()).flatMap((entries) => entries ?? []);
  // A link-local address means nothing without its zone, which a certificate cannot hold.
  const addresses = interfaces.map((entry) => entry.address).filter((address) => !/^fe[89ab]/i.test(address));
  return { name: hostname(), addresses };
}

/** @param extra what the administrator adds; the address that is bound to and the first service IP among them */
export function servingNames(host: Host, extra: readonly string[]): string[] {
  const own = host.name.toLowerCase();
  return [...new Set([...WELL_KNOWN, ...(DNS_NAME.test(own) ? [own] : []), ...host.addresses, ...extra])];
}
