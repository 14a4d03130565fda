/** The cluster's keys and certificates as the settings ask for them. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Settings } from '../config/settings.ts';
import { type ClusterPki, ensureClusterPki } from '../pki/cluster-pki.ts';
import { servingNames, thisHost } from '../pki/serving-names.ts';
import { formatIp, parseIpBlock } from '../util/ip.ts';

const ANY_ADDRESS = new Set(['0.0.0.0', '::']);

export function openPki(settings: Settings, now: () => number): Promise<ClusterPki> {
  const bound = ANY_ADDRESS.has(settings.bindAddress) ? [] : [settings.bindAddress];
  const advertised = settings.advertiseAddress === undefined ? [] : [settings.advertiseAddress];
  const names = [...bound, ...advertised, ...serviceIps(settings), ...settings.apiserverCertExtraSans];
  return ensureClusterPki({
    directory: join(settings.dataDir, 'pki'),
    servingNames: servingNames(thisHost(), names),
    ports: { now, randomBytes: (size) => randomBytes(size) },
  });
}

/** The first address of each service range: the `kubernetes` Service's. */
export function serviceIps({ serviceClusterIpRange }: Settings): string[] {
  return serviceClusterIpRange.map((cidr) => {
    const { address, first } = parseIpBlock(cidr)!;
    return formatIp({ family: address.family, bits: first + 1n });
  });
}
