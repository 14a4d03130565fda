/** Where the cluster is and what its authority is, for machines that have yet to join: as kubeadm publishes it. */
import type { KeptObject } from '../kept-object.ts';
import type { Objects } from '../objects.ts';

export const CLUSTER_INFO = { namespace: 'kube-public', name: 'cluster-info' } as const;

export interface ClusterInfo {
  /** `https://host:port` */
  readonly server: string;
  /** The cluster's authorities, PEM. */
  readonly authorities: string;
}

/** The signatures in it, and anything else that others put there, stay. */
export function clusterInfo(objects: Objects, current: () => ClusterInfo): KeptObject {
  const data = () => ({ kubeconfig: kubeconfig(current()) });
  return {
    ...CLUSTER_INFO,
    resource: objects.resource('', 'configmaps'),
    make: () => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: CLUSTER_INFO.name }, data: data() }),
    repair: (kept) => ({ ...kept, data: { ...kept.data, ...data() } }),
  };
}

function kubeconfig({ server, authorities }: ClusterInfo): string {
  return `apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: ${Buffer.from(authorities).toString('base64')}
    server: ${server}
  name: ""
contexts: null
current-context: ""
kind: Config
preferences: {}
users: null
`;
}
