/** X.509 certificates (RFC 5280), written by hand: the library that could takes longer to load than a whole start. */
import { type KeyObject, sign } from 'node:crypto';
import {
  contentOf,
  contextTag,
  type DerElement,
  OCTET_STRING,
  readDer,
  readInside,
  readObjectIdentifier,
  SEQUENCE,
} from '../api/certificates/der.ts';
import type { SubjectAttribute } from '../api/certificates/subject.ts';
import * as der from './der.ts';
import { signatureWith } from './signature.ts';

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

const SUBJECT_KEY_IDENTIFIER = '2.5.29.14';
const VERSION = contextTag(0);
const EXTENSIONS = contextTag(3);
const COMMON_NAME = '2.5.4.3';
const ORGANIZATION = '2.5.4.10';

/** @returns DER @throws Error for a type of key that cannot sign */
export function signCertificate(content: CertificateContent, key: KeyObject): Buffer {
  const { digest, algorithm } = signatureWith(key);
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

export function spkiOf(key: KeyObject): Buffer {
  return key.export({ type: 'spki', format: 'der' });
}

/** A subject, organizations first, as kubeadm orders them. */
export function distinguishedName(commonName: string, organizations: readonly string[] = []): Buffer {
  const groups = organizations.map((value) => ({ type: ORGANIZATION, value }));
  return subjectName([...groups, { type: COMMON_NAME, value: commonName }]);
}

/** A subject of these attributes, in their order. */
export function subjectName(attributes: readonly SubjectAttribute[]): Buffer {
  return der.sequence(
    ...attributes.map(({ type, value }) => der.set(der.sequence(der.objectIdentifier(type), der.utf8String(value)))),
  );
}

/** What an issued certificate takes over from its authority's. */
export interface IssuerFacts {
  /** DER. */
  readonly subject: Buffer;
  readonly keyIdentifier: Buffer | undefined;
}

/** @param certificate DER that is known to be a certificate */
export function issuerFacts(certificate: Buffer): IssuerFacts {
  const [signed] = readInside(readDer(certificate)[0], SEQUENCE);
  const fields = readInside(signed, SEQUENCE);
  // The version is left out by the first version of X.509.
  const subject = fields[fields[0]!.tag === VERSION ? 5 : 4]!.whole;
  const extensions = fields.find(({ tag }) => tag === EXTENSIONS);
  return {
    subject,
    keyIdentifier: extensions && keyIdentifierAmong(readInside(readDer(extensions.content)[0], SEQUENCE)),
  };
}

function keyIdentifierAmong(extensions: readonly DerElement[]): Buffer | undefined {
  const found = extensions
    .map((extension) => readInside(extension, SEQUENCE))
    .find(([type]) => readObjectIdentifier(type) === SUBJECT_KEY_IDENTIFIER);
  return found && contentOf(readDer(contentOf(found.at(-1), OCTET_STRING))[0], OCTET_STRING);
}
