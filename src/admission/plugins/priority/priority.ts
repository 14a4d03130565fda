/**
 * Priority: a pod's priority is that of the class it names; and there is one default class at most.
 * https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#priority
 */
import type { KubeObject } from '../../../api/object.ts';
import type { V1Pod, V1PriorityClass } from '../../../schema/generated/types.ts';
import type { AdmissionAttributes, AdmissionPlugin, Operation } from '../../admission.ts';
import { concerns, refuse } from '../../concerns.ts';
import type { Lookup } from '../../lookup.ts';

type PriorityClass = V1PriorityClass & KubeObject;

const NEVER_DEFAULTED = 0;

export class Priority implements AdmissionPlugin {
  readonly name = 'Priority';
  readonly mutates = ['pods'];
  readonly #classes: Lookup;

  constructor(classes: Lookup) {
    this.#classes = classes;
  }

  handles(operation: Operation): boolean {
    return operation === 'CREATE' || operation === 'UPDATE';
  }

  admit(attributes: AdmissionAttributes): void {
    if (!concerns(attributes, '', 'pods')) return;
    if (attributes.operation === 'UPDATE') this.#keep(attributes);
    else this.#resolve(attributes);
  }

  validate(attributes: AdmissionAttributes): void {
    if (!concerns(attributes, 'scheduling.k8s.io', 'priorityclasses')) return;
    const { globalDefault, metadata } = attributes.object as PriorityClass;
    const current = this.#default();
    if (!globalDefault || !current) return;
    if (attributes.operation === 'UPDATE' && current.metadata.name === metadata.name) return;
    const name = current.metadata.name;
    throw refuse(attributes, `PriorityClass ${name} is already marked as default. Only one default can exist`);
  }

  /** Whoever writes a pod anew may leave out what was filled in. */
  #keep({ object, oldObject }: AdmissionAttributes): void {
    const { spec } = object as V1Pod;
    const old = (oldObject as V1Pod).spec;
    if (!spec || !old) return;
    if (spec.priority === undefined && old.priority !== undefined) spec.priority = old.priority;
    if (spec.preemptionPolicy === undefined && old.preemptionPolicy !== undefined) {
      spec.preemptionPolicy = old.preemptionPolicy;
    }
  }

  #resolve(attributes: AdmissionAttributes): void {
    const { spec } = attributes.object as V1Pod;
    if (!spec) return;
    const found = spec.priorityClassName ? this.#named(attributes, spec.priorityClassName) : this.#default();
    if (found && !spec.priorityClassName) spec.priorityClassName = found.metadata.name!;
    const priority = found?.value ?? NEVER_DEFAULTED;
    checkGiven(attributes, 'integer value of priority', spec.priority, priority);
    spec.priority = priority;
    const policy = found?.preemptionPolicy ?? 'PreemptLowerPriority';
    checkGiven(attributes, 'string value of PreemptionPolicy', spec.preemptionPolicy, policy);
    spec.preemptionPolicy = policy;
  }

  #named(attributes: AdmissionAttributes, name: string): PriorityClass {
    const found = this.#classes.find(name);
    if (!found) throw refuse(attributes, `no PriorityClass with name ${name} was found`);
    return found as PriorityClass;
  }

  /** Should a race have made several: the lowest. */
  #default(): PriorityClass | undefined {
    const defaults = (this.#classes.list() as readonly PriorityClass[]).filter(({ globalDefault }) => globalDefault);
    return defaults.sort((left, right) => (left.value ?? 0) - (right.value ?? 0))[0];
  }
}

/** What a pod says itself must be what its class says. */
function checkGiven<T>(attributes: AdmissionAttributes, what: string, given: T | undefined, computed: T): void {
  if (given === undefined || given === computed) return;
  const why = `must not be provided in pod spec; priority admission controller computed ${computed} from the given PriorityClass name`;
  throw refuse(attributes, `the ${what} (${given}) ${why}`);
}
