import type { KeptObject } from '../kept-object.ts';
import type { Objects } from '../objects.ts';

const CLASSES = [
  {
    name: 'system-node-critical',
    value: 2_000_001_000,
    description: 'For system pods that the cluster needs and that must stay on the node where they run.',
  },
  {
    name: 'system-cluster-critical',
    value: 2_000_000_000,
    description: 'For system pods that the cluster needs and that may move to another node when they have to.',
  },
];

export function systemPriorityClasses(objects: Objects): KeptObject[] {
  const resource = objects.resource('scheduling.k8s.io', 'priorityclasses');
  return CLASSES.map(({ name, value, description }) => ({
    resource,
    namespace: '',
    name,
    make: () => ({
      apiVersion: 'scheduling.k8s.io/v1',
      kind: 'PriorityClass',
      metadata: { name },
      value,
      description,
    }),
  }));
}
