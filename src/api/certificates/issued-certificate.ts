import { X509Certificate } from 'node:crypto';
import { goQuote } from '../go-format.ts';
import { pemBlocks } from './pem.ts';

/** What is wrong with the certificate that a signer returns, nothing when all is well. */
export function issuedCertificateError(pem: string): string | undefined {
  const blocks = pemBlocks(pem);
  for (const { label, hasHeaders, der } of blocks) {
    if (label !== 'CERTIFICATE') return `only CERTIFICATE PEM blocks are allowed, found ${goQuote(label)}`;
    if (hasHeaders) return 'no PEM block headers are permitted';
    if (!isCertificate(der)) return 'x509: malformed certificate';
  }
  return blocks.length === 0 ? 'must contain at least one CERTIFICATE PEM block' : undefined;
}

function isCertificate(der: Buffer): boolean {
  try {
    new X509Certificate(der);
    return true;
  } catch {
    return false;
  }
}
