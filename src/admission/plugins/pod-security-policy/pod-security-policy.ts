/**
 * PodSecurityPolicy: a pod is admitted by a policy that its creator or its service account may use, and by nothing else.
 * Deprecated; PodSecurity has taken its place.
 * https://v1-24.docs.kubernetes.io/docs/concepts/security/pod-security-policy/
 */
import type { KubeObject } from '../../../api/object.ts';
import type { PodSecurityPolicy as Policy } from '../../../api/pod-security-policy.ts';
import type { UserInfo } from '../../../request/user-info.ts';
import { deepEqual } from '../../../util/deep-equal.ts';
import type { AdmissionAttributes, AdmissionPlugin, Operation } from '../../admission.ts';
import { concerns, refuse } from '../../concerns.ts';
import { isUsable, type Judgement, judge } from './judge.ts';

export interface PodSecurityPolicyPorts {
  /** All that there are, as they are now. */
  listPolicies(): readonly Policy[];
  /** Whether a user has the verb `use` for a policy in a namespace. */
  mayUse(user: UserInfo, namespace: string, policy: string): boolean | Promise<boolean>;
  /** Who a service account is when it makes requests. */
  accountUser(namespace: string, name: string): UserInfo;
}

const ANNOTATION = 'kubernetes.io/psp';
const AUDIT = 'podsecuritypolicy.policy.k8s.io/';

export class PodSecurityPolicy implements AdmissionPlugin {
  readonly name = 'PodSecurityPolicy';
  readonly mutates = ['pods'];
  readonly #ports: PodSecurityPolicyPorts;

  constructor(ports: PodSecurityPolicyPorts) {
    this.#ports = ports;
  }

  handles(operation: Operation): boolean {
    return operation === 'CREATE' || operation === 'UPDATE';
  }

  async admit(attributes: AdmissionAttributes): Promise<void> {
    if (attributes.operation !== 'CREATE' || !bringsPod(attributes)) return;
    const pod = attributes.object!;
    const { policy, pod: admitted } = await this.#choose(attributes, this.#policies(), true);
    pod.spec = admitted.spec;
    pod.metadata.annotations = { ...pod.metadata.annotations, [ANNOTATION]: policy };
    attributes.annotate?.(`${AUDIT}admit-policy`, policy);
  }

  /** What came between may have changed the pod: it must satisfy a policy as it is. */
  async validate(attributes: AdmissionAttributes): Promise<void> {
    if (!bringsPod(attributes)) return;
    const hint = attributes.object!.metadata.annotations?.[ANNOTATION];
    const hinted = (policy: Policy) => Number(policy.metadata.name !== hint);
    const policies = this.#policies().sort((left, right) => hinted(left) - hinted(right));
    const { policy } = await this.#choose(attributes, policies, false);
    attributes.annotate?.(`${AUDIT}validate-policy`, policy);
  }

  /** By name. */
  #policies(): Policy[] {
    const byName = (left: Policy, right: Policy) => (left.metadata.name! < right.metadata.name! ? -1 : 1);
    return this.#ports.listPolicies().filter(isUsable).sort(byName);
  }

  /**
   * The first policy that admits the pod as it is, else the first that admits it with its defaults.
   * @throws StatusError 403
   */
  async #choose(attributes: AdmissionAttributes, policies: readonly Policy[], mayMutate: boolean): Promise<Judgement> {
    if (policies.length === 0) throw refuse(attributes, 'no providers available to validate pod request');
    const refusals: Judgement[] = [];
    let mutating: Judgement | undefined;
    for (const policy of policies) {
      const judgement = judge(policy, attributes.object!);
      if (judgement.errors.length > 0) refusals.push(judgement);
      else if (judgement.isMutated && (!mayMutate || mutating)) continue;
      else if (!(await this.#isAuthorized(attributes, judgement.policy))) continue;
      else if (judgement.isMutated) mutating = judgement;
      else return judgement;
    }
    if (mutating) return mutating;
    throw refuse(
      attributes,
      `unable to validate against any pod security policy: [${await this.#tell(attributes, refusals)}]`,
    );
  }

  /** Threat: what policies say is told to those only who may use them. */
  async #tell(attributes: AdmissionAttributes, refusals: readonly Judgement[]): Promise<string> {
    const told: string[] = [];
    for (const { policy, errors } of refusals) {
      if (await this.#isAuthorized(attributes, policy)) told.push(...errors.map(String));
    }
    return told.join(' ');
  }

  async #isAuthorized({ user, namespace, object }: AdmissionAttributes, policy: string): Promise<boolean> {
    const account: string | undefined = object?.spec?.serviceAccountName;
    const { accountUser, mayUse } = this.#ports;
    if (account && (await mayUse(accountUser(namespace, account), namespace, policy))) return true;
    return mayUse(user, namespace, policy);
  }
}

/** Threat: ephemeral containers come by a subresource of their own; resizing changes nothing that a policy rules. */
function bringsPod(attributes: AdmissionAttributes): boolean {
  if (!concerns(attributes, '', 'pods', ['', 'ephemeralcontainers'])) return false;
  const { operation, object, oldObject } = attributes;
  return operation === 'CREATE' || !differInBookkeepingAlone(object!, oldObject!);
}

/** Whoever may delete a pod may give it up: the garbage collector does. */
function differInBookkeepingAlone(pod: KubeObject, old: KubeObject): boolean {
  return deepEqual(withoutBookkeeping(pod), withoutBookkeeping(old));
}

function withoutBookkeeping({ metadata, ...rest }: KubeObject): object {
  const { ownerReferences, finalizers, managedFields, resourceVersion, generation, ...kept } = metadata;
  return { ...rest, metadata: kept };
}
