/** What the plugins about the security of pods are made of. */
import type { PodSecurityPorts } from '../admission/plugins/pod-security/pod-security.ts';
import type { Objects } from '../controllers/objects.ts';

export function podSecurityPorts(objects: Objects, now: () => number): PodSecurityPorts {
  const namespaces = objects.resource('', 'namespaces');
  const pods = objects.resource('', 'pods');
  return {
    findNamespace: (name) => objects.find(namespaces, '', name)?.object,
    listPods: (namespace) => objects.list(pods, namespace).map(({ object }) => object),
    now,
  };
}
