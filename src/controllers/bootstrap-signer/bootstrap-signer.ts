import { BOOTSTRAP_TOKEN_NAMESPACE, bootstrapTokenOf, hasExpired } from '../../api/bootstrap-token.ts';
import type { KubeObject } from '../../api/object.ts';
import { deepEqual } from '../../util/deep-equal.ts';
import { isBootstrapToken } from '../bootstrap-tokens.ts';
import { CLUSTER_INFO } from '../cluster-authentication/cluster-info.ts';
import { type Controller, type ControllerPorts, logFailures, unlessGone } from '../controller.ts';
import { type ObjectChange, type ObjectResource, targetOf } from '../objects.ts';
import { WorkQueue } from '../work-queue.ts';
import { detachedSignature } from './detached-signature.ts';

export const BOOTSTRAP_SIGNER = 'bootstrap-signer';

export const SIGNATURE_PREFIX = 'jws-kubeconfig-';

/**
 * Signs the cluster's public kubeconfig with every bootstrap token that is meant for it: who has a token can tell that
 * the kubeconfig is the cluster's, before trusting any authority.
 */
export class BootstrapSigner implements Controller {
  readonly name = BOOTSTRAP_SIGNER;
  readonly #ports: ControllerPorts;
  readonly #secrets: ObjectResource;
  readonly #configMaps: ObjectResource;
  readonly #queue: WorkQueue<string>;
  #watches: (() => void)[] = [];

  constructor(ports: ControllerPorts) {
    this.#ports = ports;
    this.#secrets = ports.objects.resource('', 'secrets');
    this.#configMaps = ports.objects.resource('', 'configmaps');
    this.#queue = new WorkQueue<string>({
      clock: ports.clock,
      concurrency: 1,
      process: () => unlessGone(() => this.#sign()),
      onFailure: logFailures(this.name, ports.log),
    });
  }

  start(): void {
    const { objects } = this.#ports;
    const { namespace, name } = CLUSTER_INFO;
    const key = `${this.#configMaps.prefix}${namespace}/${name}`;
    const onSecret = ({ current, previous }: ObjectChange) => {
      const concerned = [current, previous].some((secret) => secret && isBootstrapToken(this.#secrets, secret));
      if (concerned) this.#queue.add(name);
    };
    const onConfigMap = ({ current }: ObjectChange) => {
      if (current.key === key) this.#queue.add(name);
    };
    this.#watches = [objects.watch(this.#secrets, onSecret), objects.watch(this.#configMaps, onConfigMap)];
    this.#queue.add(name);
    this.#queue.start();
  }

  stop(): Promise<void> {
    for (const stop of this.#watches) stop();
    return this.#queue.stop();
  }

  async #sign(): Promise<void> {
    const { objects, client } = this.#ports;
    const { namespace, name } = CLUSTER_INFO;
    const current = objects.find(this.#configMaps, namespace, name)?.object;
    const content: unknown = current?.data?.kubeconfig;
    if (current === undefined || typeof content !== 'string') return;
    const data = { ...withoutSignatures(current), ...this.#signatures(content) };
    if (!deepEqual(data, current.data)) {
      await client.update(targetOf(this.#configMaps, namespace, name), { ...current, data });
    }
  }

  /** By their keys in the ConfigMap. */
  #signatures(content: string): Record<string, string> {
    const { objects, clock } = this.#ports;
    const tokens = objects
      .list(this.#secrets, BOOTSTRAP_TOKEN_NAMESPACE)
      .filter((secret) => isBootstrapToken(this.#secrets, secret))
      .map(({ object }) => bootstrapTokenOf(object))
      .filter((token) => token?.signing === true && !hasExpired(token, clock.now()));
    return Object.fromEntries(
      tokens.map((token) => [SIGNATURE_PREFIX + token!.id, detachedSignature(content, token!.id, token!.secret)]),
    );
  }
}

function withoutSignatures({ data }: KubeObject): Record<string, string> {
  const entries = Object.entries<string>(data).filter(([key]) => !key.startsWith(SIGNATURE_PREFIX));
  return Object.fromEntries(entries);
}
