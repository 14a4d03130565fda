/** Keeps record of the certificates that are issued to clients: one IssuedCredential each. */
import {
  ALLIUM_GROUP,
  ALLIUM_VERSION,
  type IssuedCredential,
  type IssuedCredentialSpec,
  recordNameOf,
} from '../../api/allium.ts';
import type { KubeObject } from '../../api/object.ts';
import { type Controller, type ControllerPorts, hasReason, logFailures } from '../controller.ts';
import { nameOf, type ObjectResource, targetOf } from '../objects.ts';
import { WorkQueue } from '../work-queue.ts';

export const CREDENTIAL_RECORDER = 'credential-recorder';

const CONCURRENCY = 5;
/** Those whose certificates name users. */
const CLIENT_SIGNERS = ['kubernetes.io/kube-apiserver-client', 'kubernetes.io/kube-apiserver-client-kubelet'];

export interface RecorderOptions {
  /** What a certificate says, PEM; undefined where it names nobody. */
  describe(certificate: string): IssuedCredentialSpec | undefined;
  /** Those that the control plane hands out by itself: the administrator's. */
  readonly own: { current(): readonly string[]; onChange(listener: () => void): void };
}

interface Signed extends KubeObject {
  readonly spec?: { readonly signerName?: string; readonly username?: string };
  readonly status?: { readonly certificate?: string };
}

export class CredentialRecorder implements Controller {
  readonly name = CREDENTIAL_RECORDER;
  readonly #options: RecorderOptions;
  readonly #ports: ControllerPorts;
  readonly #requests: ObjectResource;
  readonly #records: ObjectResource;
  /** Names of requests; empty: the control plane's own certificates. */
  readonly #queue: WorkQueue<string>;
  #stopWatching = () => {};

  constructor(options: RecorderOptions, ports: ControllerPorts) {
    this.#options = options;
    this.#ports = ports;
    this.#requests = ports.objects.resource('certificates.k8s.io', 'certificatesigningrequests');
    this.#records = ports.objects.resource(ALLIUM_GROUP, 'issuedcredentials');
    this.#queue = new WorkQueue<string>({
      clock: ports.clock,
      concurrency: CONCURRENCY,
      process: (name) => (name === '' ? this.#recordOwn() : this.#recordRequested(name)),
      onFailure: logFailures(this.name, ports.log),
    });
  }

  start(): void {
    const { objects } = this.#ports;
    const add = ({ key }: { key: string }) => this.#queue.add(nameOf(this.#requests, key).name);
    this.#stopWatching = objects.watch(this.#requests, ({ type, current }) => {
      if (type !== 'DELETED') add(current);
    });
    for (const stored of objects.list(this.#requests)) add(stored);
    this.#options.own.onChange(() => this.#queue.add(''));
    this.#queue.add('');
    this.#queue.start();
  }

  stop(): Promise<void> {
    this.#stopWatching();
    return this.#queue.stop();
  }

  async #recordOwn(): Promise<void> {
    for (const certificate of this.#options.own.current()) await this.#record(certificate, 'allium up');
  }

  async #recordRequested(name: string): Promise<void> {
    const request = this.#ports.objects.find(this.#requests, '', name)?.object as Signed | undefined;
    const { spec = {}, status = {} } = request ?? {};
    if (!status.certificate || !CLIENT_SIGNERS.includes(spec.signerName ?? '')) return;
    await this.#record(Buffer.from(status.certificate, 'base64').toString('latin1'), spec.username ?? '');
  }

  async #record(certificate: string, issuedBy: string): Promise<void> {
    const described = this.#options.describe(certificate);
    if (described?.credentialID === undefined) return;
    const name = recordNameOf(described.credentialID);
    if (this.#ports.objects.find(this.#records, '', name)) return;
    const record: IssuedCredential = {
      apiVersion: `${ALLIUM_GROUP}/${ALLIUM_VERSION}`,
      kind: 'IssuedCredential',
      metadata: { name },
      spec: { ...described, ...(issuedBy !== '' && { issuedBy }) },
    };
    const { name: _, ...collection } = targetOf(this.#records, '', name);
    await this.#ports.client.create(collection, record).catch((error: unknown) => {
      // Another replica was first.
      if (!hasReason(error, 'AlreadyExists')) throw error;
    });
  }
}
