/** The usages of the certificates API, as certificates write them. */
import { CLIENT_AUTH, KeyUsage, SERVER_AUTH } from './extensions.ts';

const KEY_USAGES: ReadonlyMap<string, number> = new Map([
  ['signing', KeyUsage.digitalSignature],
  ['digital signature', KeyUsage.digitalSignature],
  ['content commitment', KeyUsage.contentCommitment],
  ['key encipherment', KeyUsage.keyEncipherment],
  ['key agreement', KeyUsage.keyAgreement],
  ['data encipherment', KeyUsage.dataEncipherment],
  ['cert sign', KeyUsage.keyCertSign],
  ['crl sign', KeyUsage.cRLSign],
  ['encipher only', KeyUsage.encipherOnly],
  ['decipher only', KeyUsage.decipherOnly],
]);

/** In the order in which certificates list them. */
const PURPOSES: ReadonlyMap<string, string> = new Map([
  ['any', '2.5.29.37.0'],
  ['server auth', SERVER_AUTH],
  ['client auth', CLIENT_AUTH],
  ['code signing', '1.3.6.1.5.5.7.3.3'],
  ['email protection', '1.3.6.1.5.5.7.3.4'],
  ['s/mime', '1.3.6.1.5.5.7.3.4'],
  ['ipsec end system', '1.3.6.1.5.5.7.3.5'],
  ['ipsec tunnel', '1.3.6.1.5.5.7.3.6'],
  ['ipsec user', '1.3.6.1.5.5.7.3.7'],
  ['timestamping', '1.3.6.1.5.5.7.3.8'],
  ['ocsp signing', '1.3.6.1.5.5.7.3.9'],
  ['microsoft sgc', '1.3.6.1.4.1.311.10.3.3'],
  ['netscape sgc', '2.16.840.1.113730.4.1'],
]);

/** @returns numbers of bits and object identifiers, each once; usages that are unknown are in neither */
export function certificateUsages(usages: readonly string[]): { readonly bits: number[]; readonly purposes: string[] } {
  const asked = new Set(usages);
  const of = <T>(table: ReadonlyMap<string, T>): T[] => {
    const found = [...table].filter(([usage]) => asked.has(usage)).map(([, value]) => value);
    return [...new Set(found)];
  };
  return { bits: of(KEY_USAGES), purposes: of(PURPOSES) };
}
