import { defineResource } from '../../resource.ts';
import type { Strategy } from '../../strategy.ts';
import { podWarnings } from '../pod-spec/warnings.ts';
import { appArmorAnnotationWarnings } from './app-armor.ts';
import { preparePod, validateNewPod } from './create.ts';
import { setPodDefaults } from './defaults.ts';
import { ephemeralContainers } from './ephemeral-containers.ts';
import type { Pod } from './pod.ts';
import { resize } from './resize.ts';
import { status } from './status.ts';
import { validatePodUpdate } from './update.ts';

const strategy: Strategy<Pod> = {
  defaults: setPodDefaults,
  prepareForCreate: preparePod,
  prepareForUpdate(pod, old) {
    if (old.status) pod.status = old.status;
    else delete pod.status;
  },
  validate: validateNewPod,
  validateUpdate: validatePodUpdate,
  // Updates come from controllers, which read no warnings.
  warnings: (pod, old) => (old ? [] : [...podWarnings(pod), ...appArmorAnnotationWarnings(pod)]),
  tracksGeneration: true,
  gracePeriodSeconds,
};

/** A pod that no node runs, or that has ended, has nothing to wind down. */
function gracePeriodSeconds(pod: Pod, requested: number | undefined): number {
  const ended = pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
  if (!pod.spec?.nodeName || ended) return 0;
  const period = requested ?? pod.spec.terminationGracePeriodSeconds ?? 0;
  return period < 0 ? 1 : period;
}

export const pods = defineResource<Pod>({
  name: 'pods',
  kind: 'Pod',
  namespaced: true,
  returnsDeleted: true,
  shortNames: ['po'],
  categories: ['all'],
  strategy,
  status,
  objectSubresources: { ephemeralcontainers: ephemeralContainers, resize },
  connectSubresources: {
    attach: { kind: 'PodAttachOptions', verbs: ['create', 'get'] },
    exec: { kind: 'PodExecOptions', verbs: ['create', 'get'] },
    log: { kind: 'Pod', verbs: ['get'] },
    portforward: { kind: 'PodPortForwardOptions', verbs: ['create', 'get'] },
    proxy: { kind: 'PodProxyOptions', verbs: ['create', 'delete', 'get', 'patch', 'update'] },
  },
  selectableFields: {
    'spec.nodeName': (pod) => pod.spec?.nodeName ?? '',
    'spec.restartPolicy': (pod) => pod.spec?.restartPolicy ?? '',
    'spec.schedulerName': (pod) => pod.spec?.schedulerName ?? '',
    'spec.serviceAccountName': (pod) => pod.spec?.serviceAccountName ?? '',
    'spec.hostNetwork': (pod) => String(pod.spec?.hostNetwork ?? false),
    'status.phase': (pod) => pod.status?.phase ?? '',
    'status.podIP': (pod) => pod.status?.podIPs?.[0]?.ip ?? '',
    'status.nominatedNodeName': (pod) => pod.status?.nominatedNodeName ?? '',
  },
});
