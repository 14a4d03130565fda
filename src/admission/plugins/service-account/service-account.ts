/**
 * ServiceAccount: every pod runs as a service account that exists, with its token mounted and its pull secrets.
 * https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/#serviceaccount-admission-controller
 */
import { goQuote } from '../../../api/go-format.ts';
import type { KubeObject } from '../../../api/object.ts';
import { isMirrorPod } from '../../../api/pods/mirror-pod.ts';
import type { V1Pod, V1ServiceAccount } from '../../../schema/generated/types.ts';
import type { AdmissionAttributes, AdmissionPlugin, Operation } from '../../admission.ts';
import { concerns, refuse } from '../../concerns.ts';
import { mirrorPodFault } from './mirror-pods.ts';
import { secretFault } from './mountable-secrets.ts';
import { mountToken } from './token-volume.ts';

const DEFAULT = 'default';

export interface ServiceAccountPorts {
  find(namespace: string, name: string): KubeObject | undefined;
  /** The account, as soon as it is there; undefined when it does not come. */
  appears(namespace: string, name: string): Promise<KubeObject | undefined>;
  /** Five letters and digits, for the name of a volume. */
  suffix(): string;
}

export class ServiceAccount implements AdmissionPlugin {
  readonly name = 'ServiceAccount';
  readonly mutates = ['pods'];
  readonly #ports: ServiceAccountPorts;

  constructor(ports: ServiceAccountPorts) {
    this.#ports = ports;
  }

  handles(operation: Operation): boolean {
    return operation === 'CREATE' || operation === 'UPDATE';
  }

  admit(attributes: AdmissionAttributes): void | Promise<void> {
    if (attributes.operation !== 'CREATE' || !concerns(attributes, '', 'pods')) return;
    const pod = attributes.object as V1Pod;
    if (isMirrorPod(pod)) return checkMirrorPod(attributes);
    if (!pod.spec?.serviceAccountName) {
      pod.spec = { ...pod.spec, serviceAccountName: DEFAULT, serviceAccount: DEFAULT };
    }
    return this.#withAccount(attributes, (account) => {
      equip(pod, account, () => this.#ports.suffix());
      checkSecrets(attributes, account);
    });
  }

  /** What a pod refers to is looked at again: policies and webhooks may have changed it. */
  validate(attributes: AdmissionAttributes): void | Promise<void> {
    if (!bringsReferences(attributes)) return;
    const pod = attributes.object as V1Pod;
    if (attributes.operation === 'CREATE' && isMirrorPod(pod)) return checkMirrorPod(attributes);
    if (!pod.spec?.serviceAccountName) {
      throw refuse(attributes, `no service account specified for pod ${attributes.namespace}/${attributes.name}`);
    }
    return this.#withAccount(attributes, (account) => checkSecrets(attributes, account));
  }

  /** The default account comes by itself soon after its namespace: pods that are quicker wait for it. */
  #withAccount(attributes: AdmissionAttributes, use: (account: V1ServiceAccount) => void): void | Promise<void> {
    const { namespace } = attributes;
    const name = (attributes.object as V1Pod).spec!.serviceAccountName!;
    const useFound = (account: KubeObject | undefined) => {
      if (account) return use(account as V1ServiceAccount);
      const why = `serviceaccount ${goQuote(name)} not found`;
      throw refuse(attributes, `error looking up service account ${namespace}/${name}: ${why}`);
    };
    const account = this.#ports.find(namespace, name);
    if (account || name !== DEFAULT) return useFound(account);
    return this.#ports.appears(namespace, name).then(useFound);
  }
}

/** Threat (CVE-2023-2728): ephemeral containers come by a subresource of their own. */
function bringsReferences(attributes: AdmissionAttributes): boolean {
  return concerns(attributes, '', 'pods', [attributes.operation === 'CREATE' ? '' : 'ephemeralcontainers']);
}

function checkMirrorPod(attributes: AdmissionAttributes): void {
  const fault = mirrorPodFault(attributes.object as V1Pod);
  if (fault) throw refuse(attributes, fault);
}

function checkSecrets(attributes: AdmissionAttributes, account: V1ServiceAccount): void {
  const fault = secretFault(attributes.object as V1Pod, account, attributes.operation);
  if (fault) throw refuse(attributes, fault);
}

function equip(pod: V1Pod, account: V1ServiceAccount, suffix: () => string): void {
  const spec = pod.spec!;
  // What the pod says wins.
  if (spec.automountServiceAccountToken ?? account.automountServiceAccountToken ?? true) mountToken(spec, suffix);
  if ((spec.imagePullSecrets ?? []).length > 0 || !account.imagePullSecrets?.length) return;
  spec.imagePullSecrets = account.imagePullSecrets.map(({ name }) => ({ name: name ?? '' }));
}
