/** Which versions and ciphers of TLS are spoken, by the names that kube-apiserver's flags have for them: Go's. */

export interface TlsPolicy {
  readonly minVersion: TlsVersion;
  /** Names of suites up to TLS 1.2; those of TLS 1.3 are all good, and always offered. */
  readonly cipherSuites: readonly string[];
}

/** Older ones are broken; they are not offered. */
export const TLS_VERSIONS = ['VersionTLS12', 'VersionTLS13'] as const;
export type TlsVersion = (typeof TLS_VERSIONS)[number];

const PROTOCOLS = { VersionTLS12: 'TLSv1.2', VersionTLS13: 'TLSv1.3' } as const;

const TLS13_SUITES = ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256'];

/** OpenSSL's names, by Go's. */
const TLS12_SUITES: ReadonlyMap<string, string> = new Map([
  ['TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256', 'ECDHE-ECDSA-AES128-GCM-SHA256'],
  ['TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', 'ECDHE-RSA-AES128-GCM-SHA256'],
  ['TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384', 'ECDHE-ECDSA-AES256-GCM-SHA384'],
  ['TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384', 'ECDHE-RSA-AES256-GCM-SHA384'],
  ['TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256', 'ECDHE-ECDSA-CHACHA20-POLY1305'],
  ['TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256', 'ECDHE-RSA-CHACHA20-POLY1305'],
  ['TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305', 'ECDHE-ECDSA-CHACHA20-POLY1305'],
  ['TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305', 'ECDHE-RSA-CHACHA20-POLY1305'],
  ['TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA', 'ECDHE-ECDSA-AES128-SHA'],
  ['TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA', 'ECDHE-RSA-AES128-SHA'],
  ['TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA', 'ECDHE-ECDSA-AES256-SHA'],
  ['TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA', 'ECDHE-RSA-AES256-SHA'],
]);

/** Those that both encrypt and authenticate, with keys that are forgotten: what TLS 1.3 kept of 1.2. */
export const DEFAULT_CIPHER_SUITES = [...TLS12_SUITES.keys()].filter((name) => /_(GCM|POLY1305)_SHA\d+$/.test(name));

export const CIPHER_SUITES: readonly string[] = [...TLS13_SUITES, ...TLS12_SUITES.keys()];

/** Which kube-apiserver would take, though it warns of them. */
export const INSECURE_CIPHER_SUITES: ReadonlySet<string> = new Set([
  'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256',
  'TLS_ECDHE_ECDSA_WITH_RC4_128_SHA',
  'TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA',
  'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256',
  'TLS_ECDHE_RSA_WITH_RC4_128_SHA',
  'TLS_RSA_WITH_3DES_EDE_CBC_SHA',
  'TLS_RSA_WITH_AES_128_CBC_SHA',
  'TLS_RSA_WITH_AES_128_CBC_SHA256',
  'TLS_RSA_WITH_AES_128_GCM_SHA256',
  'TLS_RSA_WITH_AES_256_CBC_SHA',
  'TLS_RSA_WITH_AES_256_GCM_SHA384',
  'TLS_RSA_WITH_RC4_128_SHA',
]);

export const DEFAULT_TLS_POLICY: TlsPolicy = { minVersion: 'VersionTLS12', cipherSuites: DEFAULT_CIPHER_SUITES };

/** What Node takes. Ciphers are in the server's order. */
export function policyOptions({ minVersion, cipherSuites }: TlsPolicy) {
  const older = cipherSuites.map((name) => TLS12_SUITES.get(name)).filter((name) => name !== undefined);
  // Without suites of a version, Node would not offer the version: where none is chosen, no older version is meant.
  const floor = older.length === 0 ? 'VersionTLS13' : minVersion;
  return {
    minVersion: PROTOCOLS[floor],
    ciphers: [...TLS13_SUITES, ...older].join(':'),
    honorCipherOrder: true,
  };
}
