/** Where each of a cluster's authorities is kept, and what stands beside it during a rotation. */
import { join } from 'node:path';
import type { PairFiles } from './pem-pair.ts';

export const AUTHORITIES = ['cluster', 'front-proxy'] as const;
export type AuthorityName = (typeof AUTHORITIES)[number];

/** kubeadm's names. */
const NAMES: Readonly<Record<AuthorityName, { readonly file: string; readonly commonName: string }>> = {
  cluster: { file: 'ca', commonName: 'kubernetes' },
  'front-proxy': { file: 'front-proxy-ca', commonName: 'front-proxy-ca' },
};

export interface AuthorityFiles {
  /** Of the first authority; each later one has another. */
  readonly commonName: string;
  /** Issues certificates. */
  readonly current: PairFiles;
  /** Issued them before, as long as it is trusted. */
  readonly previous: PairFiles;
  /** The one that issues, certified by the one before it. */
  readonly cross: string;
  /** A change that has been decided but not finished. */
  readonly next: PairFiles;
  /** All that are trusted, for others to read. Changes whenever they do, and last. */
  readonly bundle: string;
}

export function pairFiles(directory: string, name: string): PairFiles {
  return { certificate: join(directory, `${name}.crt`), privateKey: join(directory, `${name}.key`) };
}

export function authorityFiles(directory: string, authority: AuthorityName): AuthorityFiles {
  const { file, commonName } = NAMES[authority];
  return {
    commonName,
    current: pairFiles(directory, file),
    previous: pairFiles(directory, `${file}-previous`),
    cross: join(directory, `${file}-cross.crt`),
    next: pairFiles(directory, `${file}-next`),
    bundle: join(directory, `${file}-bundle.crt`),
  };
}
