/**
 * LimitRanger: what a container, a pod or a claim may ask for in its namespace, and what a container gets that asks for
 * nothing. https://kubernetes.io/docs/concepts/policy/limit-range/
 */
import { aggregate } from '../../../api/aggregate.ts';
import type { KubeObject } from '../../../api/object.ts';
import type { V1LimitRange, V1PersistentVolumeClaim, V1Pod } from '../../../schema/generated/types.ts';
import type { AdmissionAttributes, AdmissionPlugin, Operation } from '../../admission.ts';
import { concerns, refuse } from '../../concerns.ts';
import { setDefaults } from './defaults.ts';
import { claimViolations, podViolations } from './violations.ts';

/** The limit ranges of a namespace, in the order of their names. */
export type LimitRangesOf = (namespace: string) => readonly KubeObject[];

export class LimitRanger implements AdmissionPlugin {
  readonly name = 'LimitRanger';
  readonly mutates = ['pods'];
  readonly #limitRangesOf: LimitRangesOf;

  constructor(limitRangesOf: LimitRangesOf) {
    this.#limitRangesOf = limitRangesOf;
  }

  handles(operation: Operation): boolean {
    return operation === 'CREATE' || operation === 'UPDATE';
  }

  admit(attributes: AdmissionAttributes): void {
    if (!sizesPod(attributes) || isGoing(attributes.oldObject)) return;
    for (const limitRange of this.#of(attributes)) {
      setDefaults(attributes.object as V1Pod, limitRange);
    }
  }

  /** The first limit range that is violated refuses, with everything that it has against the object. */
  validate(attributes: AdmissionAttributes): void {
    const violationsOf = judgeOf(attributes);
    if (!violationsOf || isGoing(attributes.oldObject)) return;
    for (const limitRange of this.#of(attributes)) {
      const violations = violationsOf(limitRange);
      if (violations.length > 0) throw refuse(attributes, aggregate(violations));
    }
  }

  #of({ namespace }: AdmissionAttributes): readonly V1LimitRange[] {
    return this.#limitRangesOf(namespace) as readonly V1LimitRange[];
  }
}

function judgeOf(attributes: AdmissionAttributes): ((limitRange: V1LimitRange) => string[]) | undefined {
  const { object } = attributes;
  if (sizesPod(attributes)) return (limitRange) => podViolations(object as V1Pod, limitRange);
  if (!concerns(attributes, '', 'persistentvolumeclaims')) return undefined;
  return (limitRange) => claimViolations(object as V1PersistentVolumeClaim, limitRange);
}

/** What a pod asks for changes by nothing else. */
function sizesPod(attributes: AdmissionAttributes): boolean {
  return concerns(attributes, '', 'pods', [attributes.operation === 'CREATE' ? '' : 'resize']);
}

/** What is being deleted must be able to lose its finalizers, whatever limits came since. */
function isGoing(old: KubeObject | undefined): boolean {
  return old?.metadata.deletionTimestamp !== undefined;
}
