/**
 * DefaultTolerationSeconds: pods stay on a node that is not ready or not reachable for five minutes.
 * https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#defaulttolerationseconds
 */
import type { V1Pod, V1Toleration } from '../../../schema/generated/types.ts';
import type { AdmissionAttributes, AdmissionPlugin, Operation } from '../../admission.ts';
import { concerns } from '../../concerns.ts';

const TAINTS = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'];
const SECONDS = 300;

export class DefaultTolerationSeconds implements AdmissionPlugin {
  readonly name = 'DefaultTolerationSeconds';

  handles(operation: Operation): boolean {
    return operation === 'CREATE' || operation === 'UPDATE';
  }

  admit(attributes: AdmissionAttributes): void {
    if (!concerns(attributes, '', 'pods')) return;
    const { spec } = attributes.object as V1Pod;
    if (!spec) return;
    const before = spec.tolerations ?? [];
    const missing = TAINTS.filter((key) => !before.some((toleration) => tolerates(toleration, key)));
    if (missing.length > 0) spec.tolerations = [...before, ...missing.map(forAWhile)];
  }
}

function tolerates({ key = '', effect = '' }: V1Toleration, taint: string): boolean {
  return (key === taint || key === '') && (effect === 'NoExecute' || effect === '');
}

function forAWhile(key: string): V1Toleration {
  return { key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: SECONDS };
}
