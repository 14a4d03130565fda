/**
 * ExtendedResourceToleration: who asks for a device tolerates the taint of nodes that are kept for it.
 * https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#extendedresourcetoleration
 */
import { isExtendedResource } from '../../../api/resource-kinds.ts';
import type { V1Pod, V1PodSpec, V1Toleration } from '../../../schema/generated/types.ts';
import type { AdmissionAttributes, AdmissionPlugin, Operation } from '../../admission.ts';
import { concerns } from '../../concerns.ts';

export class ExtendedResourceToleration implements AdmissionPlugin {
  readonly name = 'ExtendedResourceToleration';
  readonly mutates = ['pods'];

  handles(operation: Operation): boolean {
    return operation === 'CREATE' || operation === 'UPDATE';
  }

  admit(attributes: AdmissionAttributes): void {
    if (!concerns(attributes, '', 'pods')) return;
    const { spec } = attributes.object as V1Pod;
    if (!spec) return;
    for (const resource of extendedResources(spec)) {
      spec.tolerations = withToleration(spec.tolerations ?? [], resource);
    }
  }
}

function extendedResources({ containers, initContainers = [] }: V1PodSpec): string[] {
  const names = [...(containers ?? []), ...initContainers].flatMap(({ resources }) =>
    Object.keys(resources?.requests ?? {}),
  );
  return [...new Set(names.filter(isExtendedResource))].sort();
}

/** One that is the same but for a time limit gives way. */
function withToleration(tolerations: readonly V1Toleration[], key: string): V1Toleration[] {
  const added = { key, operator: 'Exists', effect: 'NoSchedule' };
  const isSame = (one: V1Toleration) =>
    one.key === key && one.operator === added.operator && one.effect === added.effect && (one.value ?? '') === '';
  const replaced = tolerations.map((one) => (isSame(one) ? added : one));
  return tolerations.some(isSame) ? replaced : [...replaced, added];
}
