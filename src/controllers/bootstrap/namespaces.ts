import type { KeptObject } from '../kept-object.ts';
import type { Objects } from '../objects.ts';

const NAMES = ['default', 'kube-system', 'kube-public', 'kube-node-lease'];

export function systemNamespaces(objects: Objects): KeptObject[] {
  const resource = objects.resource('', 'namespaces');
  return NAMES.map((name) => ({
    resource,
    namespace: '',
    name,
    make: () => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }),
  }));
}
