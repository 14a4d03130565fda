/** The extensions of certificates (RFC 5280, 4.2). */
import { createHash, type KeyObject } from 'node:crypto';
import type { AlternativeNames } from '../api/certificates/alternative-names.ts';
import { parseIp } from '../util/ip.ts';
import { spkiOf } from './certificate.ts';
import * as der from './der.ts';

const OID = {
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAlternativeName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  authorityKeyIdentifier: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
} as const;

/** Key usages by the number of their bit. */
export const KeyUsage = {
  digitalSignature: 0,
  contentCommitment: 1,
  keyEncipherment: 2,
  dataEncipherment: 3,
  keyAgreement: 4,
  keyCertSign: 5,
  cRLSign: 6,
  encipherOnly: 7,
  decipherOnly: 8,
} as const;

export const SERVER_AUTH = '1.3.6.1.5.5.7.3.1';
export const CLIENT_AUTH = '1.3.6.1.5.5.7.3.2';

export function extension(type: string, critical: boolean, value: Buffer): Buffer {
  const flag = critical ? [der.boolean(true)] : [];
  return der.sequence(der.objectIdentifier(type), ...flag, der.octetString(value));
}

export function basicConstraints(authority: boolean): Buffer {
  return extension(OID.basicConstraints, true, authority ? der.sequence(der.boolean(true)) : der.sequence());
}

/** @param bits at least one of KeyUsage */
export function keyUsage(bits: readonly number[]): Buffer {
  const last = Math.max(...bits);
  const octets = Buffer.alloc(Math.floor(last / 8) + 1);
  for (const bit of bits) octets[Math.floor(bit / 8)]! |= 0x80 >> (bit % 8);
  return extension(OID.keyUsage, true, der.bitString(octets, 7 - (last % 8)));
}

/** @param purposes object identifiers */
export function extendedKeyUsage(purposes: readonly string[]): Buffer {
  return extension(OID.extendedKeyUsage, false, der.sequence(...purposes.map(der.objectIdentifier)));
}

/** RFC 7093, method 4, cut to 160 bits. */
export function keyIdentifier(publicKey: KeyObject): Buffer {
  return createHash('sha256').update(spkiOf(publicKey)).digest().subarray(0, 20);
}

export function subjectKeyIdentifier(identifier: Buffer): Buffer {
  return extension(OID.subjectKeyIdentifier, false, der.octetString(identifier));
}

export function authorityKeyIdentifier(identifier: Buffer): Buffer {
  return extension(OID.authorityKeyIdentifier, false, der.sequence(der.implicit(0, identifier)));
}

/** Sorts DNS names from IP addresses. */
export function alternativeNames(names: readonly string[]): AlternativeNames {
  const { dnsNames = [], ipAddresses = [] } = Object.groupBy(names, (name) =>
    parseIp(name)?.leadingZeros === false ? 'ipAddresses' : 'dnsNames',
  );
  return { dnsNames, ipAddresses, emailAddresses: [], uris: [] };
}

/** @param critical where there is no subject beside them (RFC 5280, 4.2.1.6) @returns nothing when there are no names */
export function subjectAlternativeName(names: AlternativeNames, critical = false): Buffer[] {
  const { dnsNames, emailAddresses, ipAddresses, uris } = names;
  const general = [
    ...dnsNames.map((name) => der.implicit(2, Buffer.from(name))),
    ...emailAddresses.map((address) => der.implicit(1, Buffer.from(address))),
    ...ipAddresses.map((address) => der.implicit(7, addressOctets(address))),
    ...uris.map((uri) => der.implicit(6, Buffer.from(uri))),
  ];
  return general.length === 0 ? [] : [extension(OID.subjectAlternativeName, critical, der.sequence(...general))];
}

function addressOctets(text: string): Buffer {
  const address = parseIp(text)!;
  return Buffer.from(address.bits.toString(16).padStart(address.family === 4 ? 8 : 32, '0'), 'hex');
}
