/** The subject's alternative names that a certificate request asks for (RFC 5280, 4.2.1.6). */
import { formatIp } from '../../util/ip.ts';
import {
  contentOf,
  type DerElement,
  DerError,
  OCTET_STRING,
  readDer,
  readInside,
  readObjectIdentifier,
  SEQUENCE,
  SET,
} from './der.ts';
import { IA5 } from './subject.ts';

export interface AlternativeNames {
  readonly dnsNames: readonly string[];
  readonly emailAddresses: readonly string[];
  /** As text, in its shortest form. */
  readonly ipAddresses: readonly string[];
  readonly uris: readonly string[];
}

export const NO_ALTERNATIVE_NAMES: AlternativeNames = { dnsNames: [], emailAddresses: [], ipAddresses: [], uris: [] };

const EXTENSION_REQUEST = '1.2.840.113549.1.9.14';
const SUBJECT_ALTERNATIVE_NAME = '2.5.29.17';
/** Tags of GeneralName; the other kinds of name are left out, as Go does. */
const EMAIL = 0x81;
const DNS = 0x82;
const URI = 0x86;
const IP = 0x87;

/** @param attributes of a request (PKCS#9) @throws DerError */
export function readAlternativeNames(attributes: readonly DerElement[]): AlternativeNames {
  const extensions = attributes.flatMap(requestedExtensions).map((one) => readInside(one, SEQUENCE));
  const types = extensions.map(([type]) => readObjectIdentifier(type));
  if (new Set(types).size < types.length) {
    throw new DerError('x509: certificate request contains duplicate requested extensions');
  }
  const found = extensions[types.indexOf(SUBJECT_ALTERNATIVE_NAME)];
  return found ? generalNames(contentOf(found.at(-1), OCTET_STRING)) : NO_ALTERNATIVE_NAMES;
}

function requestedExtensions(attribute: DerElement): DerElement[] {
  const [type, values] = readInside(attribute, SEQUENCE);
  if (readObjectIdentifier(type) !== EXTENSION_REQUEST) return [];
  return readInside(values, SET).flatMap((extensions) => readInside(extensions, SEQUENCE));
}

function generalNames(extension: Buffer): AlternativeNames {
  const [sequence, ...trailing] = readDer(extension);
  if (trailing.length > 0) throw new DerError('x509: invalid subject alternative names');
  const names = readInside(sequence, SEQUENCE);
  const tagged = (tag: number) => names.filter((name) => name.tag === tag).map(({ content }) => content);
  return {
    dnsNames: tagged(DNS).map(ia5('dNSName')),
    emailAddresses: tagged(EMAIL).map(ia5('rfc822Name')),
    ipAddresses: tagged(IP).map(ipAddress),
    uris: tagged(URI).map(ia5('uniformResourceIdentifier')),
  };
}

function ia5(kind: string) {
  return (octets: Buffer): string => {
    const text = octets.toString('latin1');
    if (!IA5.test(text)) throw new DerError(`x509: SAN ${kind} is malformed`);
    return text;
  };
}

function ipAddress(octets: Buffer): string {
  const { length } = octets;
  if (length !== 4 && length !== 16) throw new DerError(`x509: cannot parse IP address of length ${length}`);
  return formatIp({ family: length === 4 ? 4 : 6, bits: BigInt(`0x${octets.toString('hex')}`) });
}
