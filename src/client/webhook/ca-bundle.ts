import { X509Certificate } from 'node:crypto';

const BEGIN = '-----BEGIN CERTIFICATE-----';
const END = '-----END CERTIFICATE-----';

/**
 * The authorities of a caBundle. What is no certificate is passed over as long as one is left, as Go does.
 * @throws Error in client-go's words
 */
export function rootsOf(pem: string): string {
  const blocks = certificateBlocks(pem);
  const roots = blocks.filter(isCertificate);
  if (roots.length > 0) return roots.join('\n');
  throw new Error(`unable to load root certificates: ${problemOf(pem, blocks.length > 0)}`);
}

/** Threat: a bundle may be large, and made to be: it is gone through once. */
function certificateBlocks(pem: string): string[] {
  const [, ...parts] = pem.split(BEGIN);
  return parts.flatMap((part) => {
    const end = part.indexOf(END);
    return end < 0 ? [] : [BEGIN + part.slice(0, end) + END];
  });
}

function isCertificate(block: string): boolean {
  try {
    return new X509Certificate(block).raw.length > 0;
  } catch {
    return false;
  }
}

function problemOf(pem: string, claimsCertificates: boolean): string {
  if (claimsCertificates) return 'failed to parse certificate: x509: malformed certificate';
  const isPem = pem.includes('-----BEGIN ') && pem.includes('-----END ');
  return isPem ? 'no valid certificate authority data seen' : 'unable to parse bytes as PEM block';
}
