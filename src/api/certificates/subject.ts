/** The subject of a certificate request: the attributes that a certificate takes over. */
import { type DerElement, DerError, readInside, readObjectIdentifier, SEQUENCE, SET } from './der.ts';

export interface SubjectAttribute {
  /** Object identifier. */
  readonly type: string;
  readonly value: string;
}

export interface Subject {
  /** '' when there is none; of several the last. */
  readonly commonName: string;
  readonly organizations: readonly string[];
  /** All that is taken over, in the order in which certificates list them. */
  readonly attributes: readonly SubjectAttribute[];
}

const COMMON_NAME = '2.5.4.3';
const ORGANIZATION = '2.5.4.10';

/** Attributes that are known, in the order of certificates; the others are left out, as upstream's signers do. */
const KNOWN: readonly { readonly type: string; readonly single?: true }[] = [
  { type: '2.5.4.6' }, // country
  { type: ORGANIZATION },
  { type: '2.5.4.11' }, // organizational unit
  { type: '2.5.4.7' }, // locality
  { type: '2.5.4.8' }, // province
  { type: '2.5.4.9' }, // street address
  { type: '2.5.4.17' }, // postal code
  { type: COMMON_NAME, single: true },
  { type: '2.5.4.5', single: true }, // serial number
];

const strict = new TextDecoder('utf-8', { fatal: true });

function utf8(octets: Buffer): string {
  try {
    return strict.decode(octets);
  } catch {
    throw new DerError('x509: invalid UTF-8 string');
  }
}

function matching(name: string, allowed: RegExp) {
  return (octets: Buffer): string => {
    const text = octets.toString('latin1');
    if (!allowed.test(text)) throw new DerError(`x509: invalid ${name}`);
    return text;
  };
}

function bmpString(octets: Buffer): string {
  if (octets.length % 2 !== 0) throw new DerError('x509: invalid BMPString');
  return Buffer.from(octets).swap16().toString('utf16le');
}

/** ASCII without control characters but those of format: what Go takes for an IA5String. */
export const IA5 = /^[\0-\x7f]*$/;

/** The types of string that names are written in, by their tags. */
const STRINGS: ReadonlyMap<number, (octets: Buffer) => string> = new Map([
  [0x0c, utf8],
  [0x12, matching('NumericString', /^[0-9 ]*$/)],
  [0x13, matching('PrintableString', /^[A-Za-z0-9 '()+,\-./:=?*&]*$/)],
  [0x14, (octets) => octets.toString('latin1')], // T61String
  [0x16, matching('IA5String', IA5)],
  [0x1e, bmpString],
]);

function attributeOf(element: DerElement): SubjectAttribute {
  const [type, value] = readInside(element, SEQUENCE);
  const decode = STRINGS.get(value?.tag ?? 0);
  if (!decode) throw new DerError('x509: invalid RDNSequence: invalid attribute value: unsupported string type');
  return { type: readObjectIdentifier(type), value: decode(value!.content) };
}

/** @throws DerError */
export function readSubject(name: DerElement | undefined): Subject {
  const found = readInside(name, SEQUENCE).flatMap((set) => readInside(set, SET).map(attributeOf));
  const attributes = KNOWN.flatMap(({ type, single }) => {
    const ofType = found.filter((attribute) => attribute.type === type);
    return single ? ofType.slice(-1) : ofType;
  });
  const values = (type: string) => attributes.filter((attribute) => attribute.type === type).map(({ value }) => value);
  return { commonName: values(COMMON_NAME)[0] ?? '', organizations: values(ORGANIZATION), attributes };
}
