/** What can be set about where and how the API is served. */
import { DEFAULT_CIPHER_SUITES, TLS_VERSIONS, type TlsVersion } from '../server/tls/policy.ts';
import { cipherSuite } from './door-kinds.ts';
import { choice, duration, hostName, integer, ipAddress, list, path, reachableAddress, readableFile } from './kinds.ts';
import type { Setting } from './setting.ts';
import { type SniFiles, sniFiles } from './sni-kind.ts';

/** Durations in milliseconds. */
export interface ServingSettings {
  readonly bindAddress: string;
  readonly port: number;
  readonly advertiseAddress: string | undefined;
  readonly kubeconfig: string | undefined;
  readonly tlsCertFile: string | undefined;
  readonly tlsPrivateKeyFile: string | undefined;
  readonly apiserverCertExtraSans: readonly string[];
  readonly tlsSniCertKey: readonly SniFiles[];
  readonly tlsMinVersion: TlsVersion;
  readonly tlsCipherSuites: readonly string[];
  readonly clientCaFile: string | undefined;
  readonly http2MaxStreamsPerConnection: number;
  readonly shutdownDelayDuration: number;
}

export const SERVING_SETTINGS: { readonly [K in keyof ServingSettings]-?: Setting<ServingSettings[K]> } = {
  bindAddress: {
    section: 'Serving',
    kind: ipAddress,
    default: '127.0.0.1',
    help: 'address to listen on; 0.0.0.0 or :: for all interfaces',
  },
  port: { section: 'Serving', kind: integer(0, 65535), default: '6443', help: 'port to listen on; 0: any free one' },
  advertiseAddress: {
    section: 'Serving',
    kind: reachableAddress,
    default: undefined,
    help: "address of the kubernetes Service's endpoint (default: --bind-address, or the first of the host)",
  },
  kubeconfig: {
    section: 'Serving',
    kind: path,
    default: undefined,
    help: "where to write the administrator's kubeconfig (default: admin.kubeconfig in --data-dir)",
  },
  tlsCertFile: {
    section: 'Serving',
    kind: readableFile,
    default: undefined,
    help: 'serving certificate and its intermediates, PEM (default: one made in --data-dir)',
  },
  tlsPrivateKeyFile: {
    section: 'Serving',
    kind: readableFile,
    default: undefined,
    help: 'key of --tls-cert-file, PEM',
  },
  apiserverCertExtraSans: {
    section: 'Serving',
    kind: list(hostName),
    default: '',
    help: 'further names and addresses for the serving certificate that is made',
  },
  tlsSniCertKey: {
    section: 'Serving',
    kind: sniFiles,
    default: '',
    help: 'further serving certificate for clients that ask for one of its names, or for those that follow; may be repeated',
  },
  tlsMinVersion: {
    section: 'Serving',
    kind: choice(...TLS_VERSIONS),
    default: 'VersionTLS12',
    help: `the oldest version of TLS that is spoken: ${TLS_VERSIONS.join(', ')}`,
  },
  tlsCipherSuites: {
    section: 'Serving',
    kind: list(cipherSuite),
    default: DEFAULT_CIPHER_SUITES.join(','),
    help: 'ciphers of TLS 1.2, by their IANA names; those of TLS 1.3 are always offered',
  },
  clientCaFile: {
    section: 'Security',
    kind: readableFile,
    default: undefined,
    help: 'further authorities whose client certificates are accepted, PEM',
  },
  http2MaxStreamsPerConnection: {
    section: 'Limits',
    kind: integer(1, 10_000),
    default: '100',
    help: 'requests open at once on an HTTP/2 connection',
  },
  shutdownDelayDuration: {
    section: 'Other',
    kind: duration(0),
    default: '0s',
    help: 'how long to go on serving, not ready, after SIGTERM',
  },
};
