/** X.509 certificates (RFC 5280), written by hand: the library that could takes longer to load than a whole start. */
import { createHash, type KeyObject, sign } from 'node:crypto';
import { isIP } from 'node:net';
import { parseIp } from '../util/ip.ts';
import * as der from './der.ts';

/** What a certificate says, and who signs it. */
export interface CertificateContent {
  readonly serialNumber: Uint8Array;
  /** DER. */
  readonly issuer: Buffer;
  /** DER. */
  readonly subject: Buffer;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly publicKey: KeyObject;
  readonly extensions: readonly Buffer[];
}

const OID = {
  commonName: '2.5.4.3',
  organization: '2.5.4.10',
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAlternativeName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  authorityKeyIdentifier: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
} as const;

const PURPOSES = { server: '1.3.6.1.5.5.7.3.1', client: '1.3.6.1.5.5.7.3.2' } as const;
export type Purpose = keyof typeof PURPOSES;

const NULL = Buffer.from([0x05, 0x00]);
/** By the type of the signing key: an authority that was brought along, such as kubeadm's, may be RSA. */
const SIGNATURES: ReadonlyMap<string, { readonly digest: string | null; readonly algorithm: Buffer }> = new Map([
  ['ec', { digest: 'sha256', algorithm: der.sequence(der.objectIdentifier('1.2.840.10045.4.3.2')) }],
  ['rsa', { digest: 'sha256', algorithm: der.sequence(der.objectIdentifier('1.2.840.113549.1.1.11'), NULL) }],
  ['ed25519', { digest: null, algorithm: der.sequence(der.objectIdentifier('1.3.101.112')) }],
]);

/** @returns DER @throws Error for a type of key that cannot sign */
export function signCertificate(content: CertificateContent, key: KeyObject): Buffer {
  const signature = SIGNATURES.get(key.asymmetricKeyType ?? '');
  if (!signature) throw new Error(`keys of type ${key.asymmetricKeyType} cannot sign certificates`);
  const { digest, algorithm } = signature;
  const signed = toBeSigned(content, algorithm);
  return der.sequence(signed, algorithm, der.bitString(sign(digest, signed, key)));
}

function toBeSigned(content: CertificateContent, algorithm: Buffer): Buffer {
  const version3 = der.explicit(0, der.integer(Buffer.from([2])));
  return der.sequence(
    version3,
    der.integer(content.serialNumber),
    algorithm,
    content.issuer,
    der.sequence(der.time(content.notBefore), der.time(content.notAfter)),
    content.subject,
    spkiOf(content.publicKey),
    der.explicit(3, der.sequence(...content.extensions)),
  );
}

function spkiOf(key: KeyObject): Buffer {
  return key.export({ type: 'spki', format: 'der' });
}

/** A subject, organizations first, as kubeadm orders them. */
export function distinguishedName(commonName: string, organizations: readonly string[] = []): Buffer {
  const attribute = (type: string, value: string) =>
    der.set(der.sequence(der.objectIdentifier(type), der.utf8String(value)));
  return der.sequence(
    ...organizations.map((name) => attribute(OID.organization, name)),
    attribute(OID.commonName, commonName),
  );
}

function extension(type: string, critical: boolean, value: Buffer): Buffer {
  const flag = critical ? [der.boolean(true)] : [];
  return der.sequence(der.objectIdentifier(type), ...flag, der.octetString(value));
}

export function basicConstraints(authority: boolean): Buffer {
  return extension(OID.basicConstraints, true, authority ? der.sequence(der.boolean(true)) : der.sequence());
}

/** digitalSignature and keyEncipherment, and for authorities keyCertSign and cRLSign. */
export function keyUsage(authority: boolean): Buffer {
  const bits = authority ? der.bitString(Buffer.from([0b10100110]), 1) : der.bitString(Buffer.from([0b10100000]), 5);
  return extension(OID.keyUsage, true, bits);
}

export function extendedKeyUsage(purpose: Purpose): Buffer {
  return extension(OID.extendedKeyUsage, false, der.sequence(der.objectIdentifier(PURPOSES[purpose])));
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

/** @param names DNS names and IP addresses */
export function subjectAlternativeName(names: readonly string[]): Buffer {
  const general = names.map((name) =>
    isIP(name) ? der.implicit(7, addressOctets(name)) : der.implicit(2, Buffer.from(name)),
  );
  return extension(OID.subjectAlternativeName, false, der.sequence(...general));
}

function addressOctets(text: string): Buffer {
  const address = parseIp(text)!;
  return Buffer.from(address.bits.toString(16).padStart(address.family === 4 ? 8 : 32, '0'), 'hex');
}

/** What an issued certificate takes over from its authority's. */
export interface IssuerFacts {
  /** DER. */
  readonly subject: Buffer;
  readonly keyIdentifier: Buffer | undefined;
}

/** @param certificate DER that is known to be a certificate */
export function issuerFacts(certificate: Buffer): IssuerFacts {
  const fields = der.childrenOf(der.childrenOf(certificate)[0]!);
  // The version is left out by the first version of X.509.
  const subject = fields[fields[0]![0] === 0xa0 ? 5 : 4]!;
  const extensions = fields.find((field) => field[0] === 0xa3);
  return { subject, keyIdentifier: extensions && keyIdentifierAmong(der.childrenOf(der.childrenOf(extensions)[0]!)) };
}

function keyIdentifierAmong(extensions: readonly Buffer[]): Buffer | undefined {
  const type = der.objectIdentifier(OID.subjectKeyIdentifier);
  const found = extensions.map(der.childrenOf).find(([oid]) => oid!.equals(type));
  return found && der.contentOf(der.contentOf(found.at(-1)!));
}
