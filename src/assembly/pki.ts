/** The cluster's keys and certificates as the settings ask for them. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Settings } from '../config/settings.ts';
import { type ClusterPki, ensureClusterPki } from '../pki/cluster-pki.ts';
import { readAuthorities, readPair } from '../pki/pem-pair.ts';
import { servingNames, thisHost } from '../pki/serving-names.ts';
import type { TlsMaterial } from '../server/listener/listener.ts';
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

export async function tlsMaterial(settings: Settings, pki: ClusterPki): Promise<TlsMaterial> {
  const { tlsCertFile, tlsPrivateKeyFile } = settings;
  const clientAuthorities = await clientCas(settings, pki);
  if (tlsCertFile === undefined || tlsPrivateKeyFile === undefined) return { ...pki.serving, clientAuthorities };
  const pair = await readPair({ certificate: tlsCertFile, privateKey: tlsPrivateKeyFile });
  return { ...pair, clientAuthorities };
}

export async function clientCas({ clientCaFile }: Settings, pki: ClusterPki): Promise<string[]> {
  const own = pki.authority.certificate;
  return clientCaFile === undefined ? [own] : [own, await readAuthorities(clientCaFile)];
}
