/** For tests: webhooks over TLS, and an API that asks them. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type HookHandler, type HookServer, serveHook } from '../client/webhook/testing.ts';
import { type ClusterPki, ensureClusterPki } from '../pki/cluster-pki.ts';
import { openTestApi, type TestApi } from './testing.ts';

export const MUTATING = 'MutatingWebhookConfiguration';
export const VALIDATING = 'ValidatingWebhookConfiguration';
export type ConfigurationKind = typeof MUTATING | typeof VALIDATING;

const CONFIGURATIONS = '/apis/admissionregistration.k8s.io/v1';
const EVERYTHING = { apiGroups: ['*'], apiVersions: ['*'], operations: ['*'], resources: ['*/*'] };

/** What a webhook says: the `response` of its review, without the uid. */
export type Answering = (request: any) => object;

export class WebhookBench {
  readonly api: TestApi;
  readonly pki: ClusterPki;
  readonly #directory: string;
  readonly #servers: HookServer[] = [];
  #configured = 0;

  private constructor(api: TestApi, pki: ClusterPki, directory: string) {
    this.api = api;
    this.pki = pki;
    this.#directory = directory;
  }

  static async open(options: Parameters<typeof openTestApi>[0] = {}): Promise<WebhookBench> {
    const directory = await mkdtemp(join(tmpdir(), 'allium-hooks-'));
    const servingNames = ['127.0.0.1', 'hook.default.svc', 'localhost'];
    const ports = { now: Date.now, randomBytes };
    const pki = await ensureClusterPki({ directory, servingNames, ports });
    const admission = ['NamespaceLifecycle', 'MutatingAdmissionWebhook', 'ValidatingAdmissionWebhook'] as const;
    return new WebhookBench(await openTestApi({ admission, logError: () => {}, ...options }), pki, directory);
  }

  async serve(handle: HookHandler): Promise<HookServer> {
    const server = await serveHook(this.pki.serving, handle);
    this.#servers.push(server);
    return server;
  }

  /** One that answers reviews properly. @returns it, and the requests that it was asked about */
  async answering(answer: Answering): Promise<{ server: HookServer; asked: any[] }> {
    const asked: any[] = [];
    const server = await this.serve(({ apiVersion, kind, request }, _request, response) => {
      asked.push(request);
      response.end(JSON.stringify({ apiVersion, kind, response: { uid: request.uid, ...answer(request) } }));
    });
    return { server, asked };
  }

  get caBundle(): string {
    return Buffer.from(this.pki.authority.certificate).toString('base64');
  }

  /** A webhook's configuration, with what is usual where nothing is said. */
  hook(server: { readonly url: string }, change: object = {}): object {
    return {
      name: 'hook.example.com',
      admissionReviewVersions: ['v1'],
      sideEffects: 'None',
      rules: [EVERYTHING],
      clientConfig: { url: `${server.url}/review`, caBundle: this.caBundle },
      ...change,
    };
  }

  /** @returns takes the configuration away */
  async configure(kind: ConfigurationKind, webhooks: readonly object[], name?: string): Promise<() => Promise<void>> {
    this.#configured += 1;
    const metadata = { name: name ?? `c-${this.#configured}` };
    const collection = `${CONFIGURATIONS}/${kind.toLowerCase()}s`;
    const apiVersion = 'admissionregistration.k8s.io/v1';
    const { status, text } = await this.api.call('POST', collection, { apiVersion, kind, metadata, webhooks });
    if (status !== 201) throw new Error(text);
    return async () => void (await this.api.call('DELETE', `${collection}/${metadata.name}`));
  }

  /** Past validation: as an older release may have stored it. */
  async storeUnchecked(kind: ConfigurationKind, name: string, webhooks: readonly object[]): Promise<void> {
    const object = { apiVersion: `admissionregistration.k8s.io/v1`, kind, metadata: { name }, webhooks };
    await this.#put(`/registry/${kind.toLowerCase()}s/${name}`, object);
  }

  async storeUncheckedSlice(slice: { readonly metadata: { readonly name: string } }): Promise<void> {
    await this.#put(`/registry/endpointslices/default/${slice.metadata.name}`, slice);
  }

  async clear(): Promise<void> {
    for (const kind of [MUTATING, VALIDATING]) {
      await this.api.call('DELETE', `${CONFIGURATIONS}/${kind.toLowerCase()}s`);
    }
  }

  async remove(kind: ConfigurationKind, name: string): Promise<void> {
    await this.api.call('DELETE', `${CONFIGURATIONS}/${kind.toLowerCase()}s/${name}`);
  }

  async #put(key: string, object: object): Promise<void> {
    const value = Buffer.from(JSON.stringify(object));
    await this.api.storage.commit([{ type: 'put', key, value, expected: 0 }]);
    // What is stored behind the API's back is seen a moment later.
    while (!(await this.#isSeen(key))) await new Promise((resolve) => setImmediate(resolve));
  }

  async #isSeen(key: string): Promise<boolean> {
    const { objects } = this.api.api;
    return objects.resources().some((resource) => objects.list(resource).some((one) => one.key === key));
  }

  async close(): Promise<void> {
    await this.api.close();
    for (const server of this.#servers) server.close();
    await rm(this.#directory, { recursive: true });
  }
}

export function patchOf(...operations: object[]): object {
  return {
    allowed: true,
    patchType: 'JSONPatch',
    patch: Buffer.from(JSON.stringify(operations)).toString('base64'),
  };
}
