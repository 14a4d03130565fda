/**
 * DefaultTolerationSeconds: pods stay for a while on a node that is not ready or not reachable.
 * https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#defaulttolerationseconds
 */
import type { V1Pod, V1Toleration } from '../../../schema/generated/types.ts';
import type { AdmissionAttributes, AdmissionPlugin, Operation } from '../../admission.ts';
import { concerns } from '../../concerns.ts';

/** For how long a pod stays that does not say. */
export interface DefaultTolerations {
  readonly notReadySeconds: number;
  readonly unreachableSeconds: number;
}

export const FIVE_MINUTES: DefaultTolerations = { notReadySeconds: 300, unreachableSeconds: 300 };

export class DefaultTolerationSeconds implements AdmissionPlugin {
  readonly name = 'DefaultTolerationSeconds';
  readonly mutates = ['pods'];
  /** By the key of the taint. */
  readonly #seconds: ReadonlyMap<string, number>;

  constructor({ notReadySeconds, unreachableSeconds }: DefaultTolerations) {
    this.#seconds = new Map([
      ['node.kubernetes.io/not-ready', notReadySeconds],
      ['node.kubernetes.io/unreachable', unreachableSeconds],
    ]);
  }

  handles(operation: Operation): boolean {
    return operation === 'CREATE' || operation === 'UPDATE';
  }

  admit(attributes: AdmissionAttributes): void {
    if (!concerns(attributes, '', 'pods')) return;
    const { spec } = attributes.object as V1Pod;
    if (!spec) return;
    const before = spec.tolerations ?? [];
    const missing = [...this.#seconds].filter(([key]) => !before.some((toleration) => tolerates(toleration, key)));
    if (missing.length > 0) spec.tolerations = [...before, ...missing.map(forAWhile)];
  }
}

function tolerates({ key = '', effect = '' }: V1Toleration, taint: string): boolean {
  return (key === taint || key === '') && (effect === 'NoExecute' || effect === '');
}

function forAWhile([key, tolerationSeconds]: [key: string, seconds: number]): V1Toleration {
  return { key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds };
}
