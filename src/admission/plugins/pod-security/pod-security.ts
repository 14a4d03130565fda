/**
 * PodSecurity: pods keep to the level of the Pod Security Standards that their namespace's labels ask for.
 * https://kubernetes.io/docs/concepts/security/pod-security-admission/
 */
import { aggregate } from '../../../api/aggregate.ts';
import { goQuote } from '../../../api/go-format.ts';
import type { KubeObject } from '../../../api/object.ts';
import { internalError } from '../../../api/status.ts';
import type { V1Pod } from '../../../schema/generated/types.ts';
import type { AdmissionAttributes, AdmissionPlugin, Operation } from '../../admission.ts';
import { concerns, refuse } from '../../concerns.ts';
import type { PodLike } from './checks/check.ts';
import { CHECKS } from './checks/index.ts';
import { Evaluator, type Review, reviewer, showViolations } from './evaluator.ts';
import { warningsAbout } from './existing-pods.ts';
import { exemptWarning, isStricter, policyOf, validateLabels } from './namespace-labels.ts';
import { NO_OBSERVER, observed, type PodSecurityObserver } from './observer.ts';
import { DEFAULT_OPTIONS, type PodSecurityOptions } from './options.ts';
import { isWorkload, podLike, podOfWorkload } from './pod-like.ts';
import { isPrivileged, type LevelVersion, type Mode, type ReadPolicy, showLevelVersion } from './policy.ts';
import { isSignificantUpdate } from './significant-update.ts';

export interface PodSecurityPorts {
  /** @returns undefined if there is no such namespace */
  findNamespace(name: string): KubeObject | undefined;
  /** All of a namespace, as they are now. */
  listPods(namespace: string): readonly KubeObject[];
  /** In milliseconds. */
  now(): number;
  /** Absent: nobody counts. */
  readonly observer?: PodSecurityObserver;
}

/**
 * Subresources that bring no pod. Threat: any other one is taken for a pod, so that a new way to change a pod's
 * containers is not forgotten, as ephemeral containers were (CVE-2023-2727, CVE-2023-2728).
 */
const WITHOUT_POD: ReadonlySet<string> = new Set([
  'exec',
  'attach',
  'binding',
  'eviction',
  'log',
  'portforward',
  'proxy',
  'status',
]);

const ANNOTATION = 'pod-security.kubernetes.io/';
const VIOLATED: Readonly<Record<Mode, string>> = {
  enforce: 'violates PodSecurity',
  audit: 'would violate PodSecurity',
  warn: 'would violate PodSecurity',
};

export class PodSecurity implements AdmissionPlugin {
  readonly name = 'PodSecurity';
  readonly #ports: PodSecurityPorts;
  readonly #options: PodSecurityOptions;
  readonly #evaluator = new Evaluator(CHECKS);
  readonly #observer: PodSecurityObserver;

  constructor(ports: PodSecurityPorts, options: PodSecurityOptions = DEFAULT_OPTIONS) {
    this.#ports = ports;
    this.#options = options;
    this.#observer = ports.observer ?? NO_OBSERVER;
  }

  handles(operation: Operation): boolean {
    return operation === 'CREATE' || operation === 'UPDATE';
  }

  validate(attributes: AdmissionAttributes): void {
    if (concerns(attributes, '', 'namespaces')) this.#validateNamespace(attributes);
    else if (isPod(attributes)) this.#validatePod(attributes);
    else if (attributes.subresource === '' && isWorkload(attributes.resource)) this.#validateWorkload(attributes);
  }

  #validateNamespace(attributes: AdmissionAttributes): void {
    const { defaults, exemptions } = this.#options;
    validateLabels(attributes, defaults);
    const namespace = attributes.object!;
    const { policy } = policyOf(namespace, defaults);
    const isUpdate = attributes.operation === 'UPDATE';
    if (isUpdate && !isStricter(policy, policyOf(attributes.oldObject, defaults).policy)) return;
    const name = namespace.metadata.name ?? '';
    if (exemptions.namespaces.has(name)) {
      const warning = exemptWarning(namespace, policy, defaults);
      if (warning !== undefined) attributes.warn(warning);
    } else if (isUpdate) {
      const pods = this.#ports.listPods(name);
      const existing = { namespace: name, pods, exemptRuntimeClasses: exemptions.runtimeClasses };
      const warnings = warningsAbout(existing, policy.enforce, this.#evaluator, () => this.#ports.now());
      for (const warning of warnings) attributes.warn(warning);
    }
  }

  #validatePod(attributes: AdmissionAttributes): void {
    if (this.#isExempt(attributes)) return;
    const read = this.#readPolicy(attributes);
    if (!read) throw internalError(noNamespace(attributes));
    if (read.errors.length === 0 && isPrivileged(read.policy)) {
      annotate(attributes, 'enforce-policy', 'privileged:latest');
      this.#observer.evaluated(observed(attributes), 'enforce', 'allow', read.policy.enforce);
      return;
    }
    const pod = podLike(attributes.object as V1Pod);
    const { oldObject } = attributes;
    if (oldObject && !isSignificantUpdate(pod, podLike(oldObject as V1Pod))) return;
    this.#evaluate(attributes, read, pod, true);
  }

  /** A workload is never refused: what is refused are its pods. */
  #validateWorkload(attributes: AdmissionAttributes): void {
    if (this.#isExempt(attributes)) return;
    const read = this.#readPolicy(attributes);
    if (!read) {
      annotate(attributes, 'error', noNamespace(attributes));
      return;
    }
    if (read.errors.length === 0 && isPrivileged(read.policy, ['audit', 'warn'])) return;
    const pod = podOfWorkload(attributes.resource, attributes.object!);
    if (pod) this.#evaluate(attributes, read, pod, false);
  }

  /** undefined: there is no such namespace. */
  #readPolicy(attributes: AdmissionAttributes): ReadPolicy | undefined {
    const namespace = this.#ports.findNamespace(attributes.namespace);
    if (namespace) return policyOf(namespace, this.#options.defaults);
    this.#observer.failed(observed(attributes), true);
  }

  #isExempt(attributes: AdmissionAttributes): boolean {
    const { namespaces, usernames } = this.#options.exemptions;
    const isNamespace = namespaces.has(attributes.namespace);
    const isExempt = isNamespace || usernames.has(attributes.user.name);
    if (isExempt) this.#exempt(attributes, isNamespace ? 'namespace' : 'user');
    return isExempt;
  }

  #hasExemptClass({ spec: { runtimeClassName } }: PodLike): boolean {
    return runtimeClassName !== undefined && this.#options.exemptions.runtimeClasses.has(runtimeClassName);
  }

  #exempt(attributes: AdmissionAttributes, why: string): void {
    annotate(attributes, 'exempt', why);
    this.#observer.exempted(observed(attributes));
  }

  #evaluate(attributes: AdmissionAttributes, { policy, errors }: ReadPolicy, pod: PodLike, isEnforced: boolean): void {
    if (this.#hasExemptClass(pod)) {
      this.#exempt(attributes, 'runtimeClass');
      return;
    }
    if (errors.length > 0) {
      annotate(attributes, 'error', `Failed to parse policy: ${aggregate(errors)}`);
      this.#observer.failed(observed(attributes), false);
    }
    const review = reviewer(this.#evaluator, pod);
    const found = (mode: Mode) => this.#tell(attributes, mode, policy[mode], review);
    if (isEnforced) annotate(attributes, 'enforce-policy', showLevelVersion(policy.enforce));
    const refusal = isEnforced ? found('enforce') : undefined;
    const audit = found('audit');
    if (audit) annotate(attributes, 'audit-violations', audit);
    if (refusal) throw refuse(attributes, refusal);
    const warning = found('warn');
    if (warning) attributes.warn(warning);
  }

  /** What a mode finds wrong, in words. */
  #tell(attributes: AdmissionAttributes, mode: Mode, policy: LevelVersion, review: Review): string | undefined {
    const violations = review(policy);
    const decision = violations.length > 0 ? 'deny' : 'allow';
    const isCounted = decision === 'deny' || mode === 'enforce';
    if (isCounted) this.#observer.evaluated(observed(attributes), mode, decision, policy);
    if (decision === 'allow') return;
    return `${VIOLATED[mode]} ${goQuote(showLevelVersion(policy))}: ${showViolations(violations)}`;
  }
}

function isPod({ resource, subresource }: AdmissionAttributes): boolean {
  return resource.group === '' && resource.resource === 'pods' && !WITHOUT_POD.has(subresource);
}

function annotate(attributes: AdmissionAttributes, key: string, value: string): void {
  attributes.annotate?.(ANNOTATION + key, value);
}

function noNamespace({ namespace }: AdmissionAttributes): string {
  return `failed to lookup namespace ${goQuote(namespace)}`;
}
