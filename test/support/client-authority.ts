/** An authority of client certificates beside the cluster's, for tests that need to be several people and machines. */
import { createPrivateKey, randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Issuer, type Signer } from '../../src/pki/issuer.ts';
import { writeKubeconfig } from '../../src/pki/kubeconfig.ts';
import type { PemPair } from '../../src/pki/pem-pair.ts';
import type { Client, ControlPlane } from './control-plane.ts';

export class ClientAuthority {
  /** Its certificate: for `--client-ca-file`. */
  readonly file: string;
  readonly certificate: string;
  readonly #issuer: Issuer;
  readonly #signer: Signer;

  private constructor(file: string, issuer: Issuer, pair: PemPair) {
    this.file = file;
    this.certificate = pair.certificate;
    this.#issuer = issuer;
    this.#signer = { certificate: pair.certificate, privateKey: createPrivateKey(pair.privateKey) };
  }

  static async make(directory: string): Promise<ClientAuthority> {
    const issuer = new Issuer({ now: Date.now, randomBytes });
    const authority = new ClientAuthority(join(directory, 'clients.crt'), issuer, issuer.selfSigned('clients'));
    await writeFile(authority.file, authority.certificate);
    return authority;
  }

  client(commonName: string, organizations: readonly string[]): PemPair {
    return this.#issuer.issue(this.#signer, { commonName, organizations, usage: 'client' });
  }

  /** For a server on the loopback address. */
  server(): PemPair {
    return this.#issuer.issue(this.#signer, { commonName: 'test', names: ['127.0.0.1'], usage: 'server' });
  }

  /** @returns kubectl as this user */
  async kubectl(plane: ControlPlane, user: string, groups: readonly string[]): Promise<Client> {
    const path = join(plane.directory, `${encodeURIComponent(user)}.kubeconfig`);
    const client = this.client(user, groups);
    const authority = plane.credentials.ca;
    await writeKubeconfig(path, { cluster: 'allium', user, server: plane.url, authority, client });
    return (command, options) => plane.kubectl(`--kubeconfig=${path} ${command}`, options);
  }
}
