/**
 * PodTolerationRestriction: which taints the pods of a namespace tolerate, and which they may.
 * https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#podtolerationrestriction
 */
import type { KubeObject } from '../../../api/object.ts';
import { qosClass } from '../../../api/pods/qos.ts';
import { internalError, unknownError } from '../../../api/status.ts';
import type { V1Pod, V1Toleration } from '../../../schema/generated/types.ts';
import type { AdmissionAttributes, AdmissionPlugin, Operation } from '../../admission.ts';
import { concerns } from '../../concerns.ts';
import type { Lookup } from '../../lookup.ts';
import { readTolerations } from './annotation.ts';
import { covers, mergeTolerations } from './tolerations.ts';

/** Of namespaces that do not say. */
export interface PodTolerationRestrictionOptions {
  readonly default: readonly V1Toleration[];
  /** None: anything may be tolerated. */
  readonly whitelist: readonly V1Toleration[];
}

const DEFAULT = 'scheduler.alpha.kubernetes.io/defaultTolerations';
const WHITELIST = 'scheduler.alpha.kubernetes.io/tolerationsWhitelist';
/** Who has asked for memory gets it where it is short. */
const MEMORY_PRESSURE: V1Toleration = {
  key: 'node.kubernetes.io/memory-pressure',
  operator: 'Exists',
  effect: 'NoSchedule',
};

export class PodTolerationRestriction implements AdmissionPlugin {
  readonly name = 'PodTolerationRestriction';
  readonly mutates = ['pods'];
  readonly #namespaces: Pick<Lookup, 'find'>;
  readonly #options: PodTolerationRestrictionOptions;

  constructor(namespaces: Pick<Lookup, 'find'>, options: PodTolerationRestrictionOptions) {
    this.#namespaces = namespaces;
    this.#options = options;
  }

  handles(operation: Operation): boolean {
    return operation === 'CREATE' || operation === 'UPDATE';
  }

  admit(attributes: AdmissionAttributes): void {
    if (!concerns(attributes, '', 'pods')) return;
    const { spec, status } = attributes.object as V1Pod;
    if (!spec) return;
    const added = attributes.operation === 'CREATE' ? this.#of(attributes, DEFAULT, 'default') : [];
    const isBestEffort = (status?.qosClass ?? qosClass(spec)) === 'BestEffort';
    const more = isBestEffort ? added : [...added, MEMORY_PRESSURE];
    if (more.length > 0) spec.tolerations = mergeTolerations(spec.tolerations ?? [], more);
    this.validate(attributes);
  }

  /** Once more behind webhooks. */
  validate(attributes: AdmissionAttributes): void {
    if (!concerns(attributes, '', 'pods')) return;
    const tolerations = (attributes.object as V1Pod).spec?.tolerations ?? [];
    if (tolerations.length === 0) return;
    const whitelist = this.#of(attributes, WHITELIST, 'whitelist');
    if (whitelist.length === 0) return;
    if (tolerations.every((toleration) => whitelist.some((allowed) => covers(allowed, toleration)))) return;
    throw unknownError(
      'pod tolerations (possibly merged with namespace default tolerations) conflict with its namespace whitelist',
    );
  }

  /** What the namespace says, be it that there are none; else what is usual. */
  #of({ namespace }: AdmissionAttributes, annotation: string, usual: 'default' | 'whitelist'): readonly V1Toleration[] {
    const text = this.#namespace(namespace).metadata.annotations?.[annotation];
    if (text === undefined) return this.#options[usual];
    try {
      return readTolerations(text);
    } catch (error) {
      throw unknownError((error as Error).message);
    }
  }

  #namespace(name: string): KubeObject {
    const namespace = this.#namespaces.find(name);
    if (!namespace) throw internalError(`namespace ${name} does not exist`);
    return namespace;
  }
}
