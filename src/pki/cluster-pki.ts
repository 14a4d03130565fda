import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import { type FileContent, writeFilesAtomically } from '../util/atomic-file.ts';
import { makePrivateDirectory } from '../util/make-directory.ts';
import { type AuthorityName, authorityFiles, pairFiles } from './authority-files.ts';
import { PkiError } from './errors.ts';
import { type Issuance, Issuer, type IssuerPorts, LEAF_LIFETIME } from './issuer.ts';
import { stillGood } from './leaf-check.ts';
import {
  checkPair,
  type PairFiles,
  type PemPair,
  PRIVATE_MODE,
  PUBLIC_MODE,
  pairContents,
  parsePrivateKey,
  readIfThere,
} from './pem-pair.ts';
import { completeRotation, readOverlap, trustBundle } from './rotation.ts';

/** The name and group of the administrator whose certificate is in the admin kubeconfig; kubeadm's. */
const ADMIN: Issuance = { commonName: 'kubernetes-admin', organizations: ['system:masters'], usage: 'client' };

export interface ClusterPkiOptions {
  /** Made with mode 0700 when it is missing. */
  readonly directory: string;
  /** Every name and address the serving certificate must be good for. */
  readonly servingNames: readonly string[];
  /** Of the control plane's own certificates, in milliseconds; default: a year. */
  readonly lifetime?: number;
  readonly ports: IssuerPorts;
}

/** Everything in PEM. */
export interface ClusterPki {
  /** Issues every certificate. */
  readonly authority: PemPair;
  /** The one before it, during a rotation: signs the list of its revoked certificates, and nothing else. */
  readonly previousAuthority: PemPair | undefined;
  /** Whose certificates are believed: the authority's, and during a rotation those of the one before it. */
  readonly trusted: string;
  readonly frontProxyAuthority: PemPair;
  /** As `trusted`, of front proxies. */
  readonly frontProxyTrusted: string;
  /** During a rotation with the intermediate that leads to the authority before it. */
  readonly serving: PemPair;
  readonly admin: PemPair;
  /** Signs service account tokens (ES256). */
  readonly serviceAccount: { readonly privateKey: string; readonly publicKey: string };
}

interface Authority {
  readonly pair: PemPair;
  readonly certificate: X509Certificate;
  readonly key: KeyObject;
}

interface TrustedAuthority extends Authority {
  /** The one before it, during a rotation. */
  readonly previous: PemPair | undefined;
  /** With the one before it, during a rotation. */
  readonly trusted: string;
  /** Leads to the one before it; '' outside of rotations. */
  readonly cross: string;
}

/** Reads what is there, makes what is missing and collects what must be written. */
class PkiDirectory {
  readonly written: FileContent[] = [];
  readonly #directory: string;
  readonly #issuer: Issuer;
  readonly #now: number;
  readonly #lifetime: number;

  constructor(options: ClusterPkiOptions) {
    this.#directory = options.directory;
    this.#lifetime = options.lifetime ?? LEAF_LIFETIME;
    this.#issuer = new Issuer(options.ports);
    this.#now = options.ports.now();
  }

  async authority(name: AuthorityName): Promise<TrustedAuthority> {
    const files = authorityFiles(this.#directory, name);
    await completeRotation(files);
    const authority = await this.#ownAuthority(files.current, files.commonName);
    const overlap = await readOverlap(files, authority.pair.certificate);
    const trusted = trustBundle(authority.pair.certificate, overlap);
    await this.#derived(files.bundle, trusted);
    const previous = overlap && (await this.#whole(files.previous));
    return { ...authority, previous, trusted, cross: overlap?.cross ?? '' };
  }

  /** @returns undefined where a part is missing: of an authority that is being dropped, the key goes first */
  async #whole(files: PairFiles): Promise<PemPair | undefined> {
    const { certificate, privateKey } = await this.#read(files);
    if (certificate === undefined || privateKey === undefined) return undefined;
    checkPair({ certificate, privateKey }, files);
    return { certificate, privateKey };
  }

  async #ownAuthority(files: PairFiles, commonName: string): Promise<Authority> {
    const found = await this.#read(files);
    if (found.certificate !== undefined && found.privateKey === undefined) {
      throw new PkiError(
        `${files.privateKey} is missing beside ${files.certificate}. Restore it from a backup, or move ${this.#directory} away to start with new authorities (every certificate in use becomes invalid).`,
      );
    }
    if (found.certificate === undefined) return this.#keep(this.#issuer.selfSigned(commonName), files);
    const pair = { certificate: found.certificate, privateKey: found.privateKey! };
    this.#refuseExpired(checkPair(pair, files), files.certificate);
    return authorityOf(pair);
  }

  /** @param good what else a certificate that is kept must fulfil */
  async leaf(
    name: string,
    authority: Authority,
    issuance: Issuance,
    good: (certificate: X509Certificate, authority: X509Certificate, now: number) => boolean,
  ): Promise<PemPair> {
    const files = pairFiles(this.#directory, name);
    const { certificate, privateKey } = await this.#read(files);
    if (certificate !== undefined && privateKey !== undefined) {
      const pair = { certificate, privateKey };
      if (good(checkPair(pair, files), authority.certificate, this.#now)) return pair;
    }
    const signer = { certificate: authority.pair.certificate, privateKey: authority.key };
    const pair = this.#issuer.issue(signer, { ...issuance, lifetime: this.#lifetime });
    return this.#keep(pair, files).pair;
  }

  async signingKeys(name: string): Promise<{ privateKey: string; publicKey: string }> {
    const path = join(this.#directory, `${name}.key`);
    const found = await readIfThere(path);
    const key =
      found === undefined
        ? generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
        : parsePrivateKey(found, path);
    const privateKey = found ?? (key.export({ type: 'pkcs8', format: 'pem' }) as string);
    const publicKey = createPublicKey(key).export({ type: 'spki', format: 'pem' }) as string;
    if (found === undefined) {
      this.written.push(
        { path, data: privateKey, mode: PRIVATE_MODE },
        { path: join(this.#directory, `${name}.pub`), data: publicKey, mode: PUBLIC_MODE },
      );
    }
    return { privateKey, publicKey };
  }

  async #derived(path: string, data: string): Promise<void> {
    if ((await readIfThere(path)) !== data) this.written.push({ path, data, mode: PUBLIC_MODE });
  }

  async #read(files: PairFiles): Promise<Partial<PemPair>> {
    const [certificate, privateKey] = await Promise.all([
      readIfThere(files.certificate),
      readIfThere(files.privateKey),
    ]);
    return { certificate, privateKey };
  }

  #keep(pair: PemPair, files: PairFiles): Authority {
    this.written.push(...pairContents(pair, files));
    return authorityOf(pair);
  }

  #refuseExpired(certificate: X509Certificate, path: string): void {
    if (certificate.validToDate.getTime() > this.#now) return;
    throw new PkiError(
      `the authority ${path} expired on ${certificate.validToDate.toISOString()}. Bring in another with \`allium ca rotate\`, then hand out the new admin kubeconfig.`,
    );
  }
}

function authorityOf(pair: PemPair): Authority {
  return { pair, certificate: new X509Certificate(pair.certificate), key: createPrivateKey(pair.privateKey) };
}

function makeDirectory(path: string): void {
  try {
    makePrivateDirectory(path);
  } catch (error) {
    throw new PkiError(
      `cannot make ${path}: ${(error as Error).message}. Choose another --data-dir or correct its permissions.`,
    );
  }
}

async function writeAll(directory: string, files: readonly FileContent[]): Promise<void> {
  try {
    await writeFilesAtomically(files);
  } catch (error) {
    throw new PkiError(
      `cannot write to ${directory}: ${(error as Error).message}. Correct its permissions or free disk space.`,
    );
  }
}

/**
 * The cluster's keys and certificates, under kubeadm's file names. What is missing is made, a leaf that no longer fits
 * (names, authority, nearly expired) is made anew, and everything else is kept as it is.
 * @throws PkiError when a file cannot be read, written or used
 */
export async function ensureClusterPki(options: ClusterPkiOptions): Promise<ClusterPki> {
  makeDirectory(options.directory);
  const directory = new PkiDirectory(options);
  const authority = await directory.authority('cluster');
  const frontProxy = await directory.authority('front-proxy');
  const { servingNames } = options;
  const serving: Issuance = { commonName: 'kube-apiserver', names: servingNames, usage: 'server' };
  const leaf = await directory.leaf('apiserver', authority, serving, (certificate, ca, now) =>
    stillGood(certificate, ca, now, servingNames),
  );
  const pki = {
    authority: authority.pair,
    previousAuthority: authority.previous,
    trusted: authority.trusted,
    frontProxyAuthority: frontProxy.pair,
    frontProxyTrusted: frontProxy.trusted,
    serving: { ...leaf, certificate: leaf.certificate + authority.cross },
    admin: await directory.leaf('admin', authority, ADMIN, (certificate, ca, now) =>
      stillGood(certificate, ca, now, []),
    ),
    serviceAccount: await directory.signingKeys('sa'),
  };
  if (directory.written.length > 0) await writeAll(options.directory, directory.written);
  return pki;
}
