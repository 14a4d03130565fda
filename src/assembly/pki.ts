/** The cluster's keys and certificates as the settings ask for them. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Settings } from '../config/settings.ts';
import { AUTHORITIES, authorityFiles } from '../pki/authority-files.ts';
import { type ClusterPki, ensureClusterPki } from '../pki/cluster-pki.ts';
import { servingNames, thisHost } from '../pki/serving-names.ts';
import { formatIp, parseIpBlock } from '../util/ip.ts';

const ANY_ADDRESS = new Set(['0.0.0.0', '::']);

/** How soon a serving certificate that was replaced on disk is served at the latest: kube-apiserver's interval. */
const INTERVAL = 60_000;
/** Of the life of a certificate that is short; it is renewed in the last third. */
const LOOKS_IN_LIFE = 15;

export function pkiDirectory({ dataDir }: Pick<Settings, 'dataDir'>): string {
  return join(dataDir, 'pki');
}

/** They change when other authorities are trusted. */
export function bundleFiles(settings: Settings): string[] {
  return AUTHORITIES.map((name) => authorityFiles(pkiDirectory(settings), name).bundle);
}

/** How often certificates are looked at, in milliseconds. */
export function reloadInterval({ certificateValidityPeriod }: Settings): number {
  return Math.min(INTERVAL, certificateValidityPeriod / LOOKS_IN_LIFE);
}

export function openPki(settings: Settings, now: () => number): Promise<ClusterPki> {
  const bound = ANY_ADDRESS.has(settings.bindAddress) ? [] : [settings.bindAddress];
  const advertised = settings.advertiseAddress === undefined ? [] : [settings.advertiseAddress];
  const names = [...bound, ...advertised, ...serviceIps(settings), ...settings.apiserverCertExtraSans];
  return ensureClusterPki({
    directory: pkiDirectory(settings),
    servingNames: servingNames(thisHost(), names),
    lifetime: settings.certificateValidityPeriod,
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
