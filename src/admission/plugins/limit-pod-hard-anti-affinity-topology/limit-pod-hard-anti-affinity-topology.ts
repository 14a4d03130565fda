/**
 * LimitPodHardAntiAffinityTopology: a pod may keep others off its node, and off nothing larger.
 * https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#limitpodhardantiaffinitytopology
 */
import type { V1Pod } from '../../../schema/generated/types.ts';
import type { AdmissionAttributes, AdmissionPlugin, Operation } from '../../admission.ts';
import { concerns, refuse } from '../../concerns.ts';

const HOSTNAME = 'kubernetes.io/hostname';

export class LimitPodHardAntiAffinityTopology implements AdmissionPlugin {
  readonly name = 'LimitPodHardAntiAffinityTopology';

  handles(operation: Operation): boolean {
    return operation === 'CREATE' || operation === 'UPDATE';
  }

  validate(attributes: AdmissionAttributes): void {
    if (!concerns(attributes, '', 'pods')) return;
    const { spec } = attributes.object as V1Pod;
    const terms = spec?.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
    const wide = terms.find(({ topologyKey }) => topologyKey !== HOSTNAME);
    if (!wide) return;
    const what = `has TopologyKey ${wide.topologyKey} but only key ${HOSTNAME} is allowed`;
    throw refuse(attributes, `affinity.PodAntiAffinity.RequiredDuringScheduling ${what}`);
  }
}
