/** What the extensions of a chain's certificates demand, and neither Node nor chain.ts sees to (RFC 5280, 4.2). */
import type { X509Certificate } from 'node:crypto';
import {
  contentOf,
  contextTag,
  type DerElement,
  DerError,
  readDer,
  readInside,
  readObjectIdentifier,
  SEQUENCE,
} from '../../api/certificates/der.ts';

const ALTERNATIVE_NAMES = '2.5.29.17';
const NAME_CONSTRAINTS = '2.5.29.30';
/** Extensions that may be critical because their meaning is enforced: here, in chain.ts or by OpenSSL. */
const UNDERSTOOD = new Set([
  ALTERNATIVE_NAMES, // name nobody here: the subject does
  NAME_CONSTRAINTS,
  '2.5.29.15', // key usage
  '2.5.29.19', // basic constraints
  '2.5.29.32', // certificate policies, of which none is demanded
  '2.5.29.37', // extended key usage
]);
const BOOLEAN = 0x01;

interface Extension {
  readonly type: string;
  readonly critical: boolean;
}

/**
 * @param chain from the leaf to the trusted authority, both of them too
 * @returns why it is refused
 */
export function refusalByExtensions(chain: readonly X509Certificate[]): string | undefined {
  let namesBelow = false;
  for (const certificate of chain) {
    const extensions = extensionsOf(certificate);
    if (extensions === undefined) return 'the extensions of a certificate in the chain cannot be read';
    const strange = extensions.find(({ type, critical }) => critical && !UNDERSTOOD.has(type));
    if (strange) return `a certificate in the chain has a critical extension that is not supported (${strange.type})`;
    const has = (wanted: string) => extensions.some(({ type }) => type === wanted);
    // Constraints say nothing of certificates without such names; with them they would have to be evaluated.
    if (namesBelow && has(NAME_CONSTRAINTS))
      return 'an authority in the chain constrains names, which is not supported';
    namesBelow ||= has(ALTERNATIVE_NAMES);
  }
  return undefined;
}

/** @returns undefined when they are not DER */
function extensionsOf({ raw }: X509Certificate): Extension[] | undefined {
  try {
    const [signed] = readInside(readDer(raw)[0], SEQUENCE);
    const tagged = readInside(signed, SEQUENCE).find(({ tag }) => tag === contextTag(3));
    if (tagged === undefined) return [];
    return readInside(readDer(tagged.content)[0], SEQUENCE).map(extensionOf);
  } catch (error) {
    if (error instanceof DerError) return undefined;
    throw error;
  }
}

function extensionOf(element: DerElement): Extension {
  const [type, flag] = readInside(element, SEQUENCE);
  const critical = flag?.tag === BOOLEAN && contentOf(flag, BOOLEAN).some((octet) => octet !== 0);
  return { type: readObjectIdentifier(type), critical };
}
