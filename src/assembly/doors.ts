/** What clients meet first: the serving certificate, and whose certificates they may show. Kept current. */
import { TrustedAuthorities } from '../authentication/x509/authorities.ts';
import type { Settings } from '../config/settings.ts';
import type { SniFiles } from '../config/sni-kind.ts';
import type { ClusterPki } from '../pki/cluster-pki.ts';
import { type PemPair, readAuthorities, readPair } from '../pki/pem-pair.ts';
import type { TlsMaterial } from '../server/listener/listener.ts';
import { TlsReload } from '../server/tls/reload.ts';
import type { NamedPair } from '../server/tls/server-names.ts';
import type { Clock } from '../util/clock.ts';
import { type FileWatch, watchFile } from '../util/watch-file.ts';
import { refuseSharedAuthority } from './shared-authority.ts';

/** As it is in its files at one moment. PEM. */
export interface DoorMaterial {
  readonly serving: PemPair;
  readonly named: readonly NamedPair[];
  readonly pki: ClusterPki;
  /** Their certificates name users. */
  readonly clientAuthorities: readonly string[];
  /** Their certificates let others speak for users. */
  readonly frontProxyAuthorities: readonly string[];
}

export interface DoorsPorts {
  /** The cluster's own keys and certificates, renewed where they near their end. */
  loadPki(): Promise<ClusterPki>;
  setTls(tls: TlsMaterial): void;
  /** The cluster's trusted authorities: these files change when they do. */
  readonly bundleFiles: readonly string[];
  /** How often everything is read again, in milliseconds. */
  readonly interval: number;
  readonly clock: Pick<Clock, 'setTimeout'>;
  onError(error: unknown): void;
}

export class Doors {
  /** Whose certificates name users. */
  readonly clients: TrustedAuthorities;
  /** Whose certificates let others speak for users. */
  readonly frontProxies: TrustedAuthorities;
  readonly #settings: Settings;
  readonly #listeners: (() => void)[] = [];
  #material: DoorMaterial;

  private constructor(settings: Settings, material: DoorMaterial) {
    this.#settings = settings;
    this.#material = material;
    this.clients = new TrustedAuthorities(material.clientAuthorities);
    this.frontProxies = new TrustedAuthorities(material.frontProxyAuthorities);
  }

  /** @throws PkiError when a file cannot be used @throws ConfigError when front proxies cannot be told from others */
  static async open(settings: Settings, pki: ClusterPki): Promise<Doors> {
    return new Doors(settings, await readMaterial(settings, pki));
  }

  get material(): DoorMaterial {
    return this.#material;
  }

  get tls(): TlsMaterial {
    const { serving, named, clientAuthorities, frontProxyAuthorities } = this.#material;
    const { tlsMinVersion, tlsCipherSuites } = this.#settings;
    return {
      ...serving,
      named,
      clientAuthorities: [...clientAuthorities, ...frontProxyAuthorities],
      policy: { minVersion: tlsMinVersion, cipherSuites: tlsCipherSuites },
    };
  }

  /** Tells that `material` has changed. */
  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /**
   * Reads everything again from time to time, and authorities as soon as their file changes.
   * @returns ends it
   */
  keepCurrent(ports: DoorsPorts): { stop(): void } {
    const reload = new TlsReload(this.#material, {
      ...ports,
      load: async () => readMaterial(this.#settings, await ports.loadPki()),
      apply: (material) => this.#apply(material, ports),
    });
    const watches = this.#watchAuthorities(() => reload.now(), ports);
    return {
      stop: () => {
        reload.stop();
        for (const watch of watches) watch.stop();
      },
    };
  }

  #apply(material: DoorMaterial, ports: DoorsPorts): void {
    this.clients.replace(material.clientAuthorities);
    this.frontProxies.replace(material.frontProxyAuthorities);
    this.#material = material;
    ports.setTls(this.tls);
    for (const listener of this.#listeners) listener();
  }

  #watchAuthorities(onChange: () => Promise<void>, { bundleFiles, clock, onError }: DoorsPorts): FileWatch[] {
    const { clientCaFile, requestheaderClientCaFile } = this.#settings;
    const files = [...bundleFiles, clientCaFile, requestheaderClientCaFile].filter((file) => file !== undefined);
    // What they hold is not compared here: the first look reloads once for nothing.
    return files.map((file) => watchFile(file, Buffer.alloc(0), { clock, onChange, onError }));
  }
}

async function readMaterial(settings: Settings, pki: ClusterPki): Promise<DoorMaterial> {
  const { clientCaFile, requestheaderClientCaFile } = settings;
  const own = pki.trusted;
  const material = {
    serving: await servingPair(settings, pki),
    named: await Promise.all(settings.tlsSniCertKey.map(readNamed)),
    pki,
    clientAuthorities: clientCaFile === undefined ? [own] : [own, await readAuthorities(clientCaFile)],
    frontProxyAuthorities: [
      requestheaderClientCaFile === undefined
        ? pki.frontProxyTrusted
        : await readAuthorities(requestheaderClientCaFile),
    ],
  };
  refuseSharedAuthority(settings, material);
  return material;
}

async function servingPair({ tlsCertFile, tlsPrivateKeyFile }: Settings, pki: ClusterPki): Promise<PemPair> {
  if (tlsCertFile === undefined || tlsPrivateKeyFile === undefined) return pki.serving;
  return readPair({ certificate: tlsCertFile, privateKey: tlsPrivateKeyFile });
}

async function readNamed({ names, ...files }: SniFiles): Promise<NamedPair> {
  return { ...(await readPair(files)), names };
}
