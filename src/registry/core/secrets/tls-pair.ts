/** Whether a certificate and a key belong together (crypto/tls X509KeyPair). */
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----/;
const PRIVATE_KEY = /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----/;

/** What a server that loads the pair would stumble over. Never holds anything of the key. */
export function tlsPairProblem(certificate: string, key: string): string | undefined {
  if (!CERTIFICATE.test(certificate)) return 'tls: failed to find any PEM data in certificate input';
  if (!PRIVATE_KEY.test(key)) return 'tls: failed to find any PEM data in key input';
  const leaf = attempt(() => new X509Certificate(certificate));
  if (!leaf) return 'x509: malformed certificate';
  const privateKey = attempt<KeyObject>(() => createPrivateKey(key));
  if (!privateKey) return 'tls: failed to parse private key';
  return leaf.checkPrivateKey(privateKey) ? undefined : 'tls: private key does not match public key';
}

function attempt<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch {
    return undefined;
  }
}
