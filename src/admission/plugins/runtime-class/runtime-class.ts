/**
 * RuntimeClass: a pod costs what its runtime costs, and goes where its runtime is.
 * https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#runtimeclass
 */
import type { V1Pod, V1PodSpec, V1RuntimeClass, V1Toleration } from '../../../schema/generated/types.ts';
import { equalJson } from '../../../util/json-value.ts';
import type { AdmissionAttributes, AdmissionPlugin, Operation } from '../../admission.ts';
import { concerns, refuse } from '../../concerns.ts';
import type { Lookup } from '../../lookup.ts';

export class RuntimeClass implements AdmissionPlugin {
  readonly name = 'RuntimeClass';
  readonly mutates = ['pods'];
  readonly #classes: Pick<Lookup, 'find'>;

  constructor(classes: Pick<Lookup, 'find'>) {
    this.#classes = classes;
  }

  handles(operation: Operation): boolean {
    return operation === 'CREATE';
  }

  admit(attributes: AdmissionAttributes): void {
    if (!concerns(attributes, '', 'pods')) return;
    const { spec } = attributes.object as V1Pod;
    if (!spec) return;
    const { overhead, scheduling } = this.#classOf(attributes, spec) ?? {};
    if (overhead?.podFixed) {
      if (spec.overhead && !equalJson(spec.overhead, overhead.podFixed)) throw otherOverhead(attributes);
      spec.overhead = { ...overhead.podFixed };
    }
    const selector = scheduling?.nodeSelector;
    if (selector) spec.nodeSelector = withSelector(attributes, spec.nodeSelector ?? {}, selector);
    if (scheduling?.tolerations) spec.tolerations = withTolerations(spec.tolerations ?? [], scheduling.tolerations);
  }

  validate(attributes: AdmissionAttributes): void {
    if (!concerns(attributes, '', 'pods')) return;
    const { spec = {} as V1PodSpec } = attributes.object as V1Pod;
    const podFixed = this.#classOf(attributes, spec)?.overhead?.podFixed;
    if (podFixed && !equalJson(podFixed, spec.overhead)) throw otherOverhead(attributes);
    if (podFixed || spec.overhead === undefined) return;
    throw refuse(attributes, 'pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead');
  }

  #classOf(attributes: AdmissionAttributes, { runtimeClassName: name }: V1PodSpec): V1RuntimeClass | undefined {
    if (name === undefined) return undefined;
    const found = this.#classes.find(name);
    if (!found) throw refuse(attributes, `pod rejected: RuntimeClass "${name}" not found`);
    return found as unknown as V1RuntimeClass;
  }
}

function otherOverhead(attributes: AdmissionAttributes): Error {
  return refuse(attributes, "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead");
}

type Selector = Record<string, string>;

function withSelector(attributes: AdmissionAttributes, pod: Selector, runtime: Selector): Selector {
  for (const [key, value] of Object.entries(runtime)) {
    const own = Object.hasOwn(pod, key) ? pod[key] : value;
    if (own === value) continue;
    const sides = `runtimeClass.scheduling.nodeSelector[${key}] = ${value}; pod.spec.nodeSelector[${key}] = ${own}`;
    throw refuse(attributes, `conflict: ${sides}`);
  }
  return { ...pod, ...runtime };
}

/** Those of the class that the pod has not got yet. */
function withTolerations(pod: V1Toleration[], runtime: V1Toleration[]): V1Toleration[] {
  const missing = runtime.filter((toleration) => !pod.some((own) => equalJson(own, toleration)));
  return [...pod, ...missing.map((toleration) => ({ ...toleration }))];
}
