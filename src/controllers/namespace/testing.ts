/** One object of each namespaced kind, with no more in it than it must have. */
const labels = { app: 'web' };
const selector = { matchLabels: labels };
const podSpec = { containers: [{ name: 'web', image: 'web:1' }] };
const template = { metadata: { labels }, spec: podSpec };
const finite = { metadata: { labels }, spec: { ...podSpec, restartPolicy: 'Never' } };
const requests = { resources: { requests: { storage: '1Gi' } } };
const role = { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'web' };
const claimSpec = { devices: { requests: [{ name: 'gpu', exactly: { deviceClassName: 'gpu' } }] } };
const scaleTarget = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' };

export type Sample = readonly [apiVersion: string, resource: string, kind: string, fields: object];

export const NAMESPACED_SAMPLES: readonly Sample[] = [
  ['v1', 'configmaps', 'ConfigMap', {}],
  ['v1', 'endpoints', 'Endpoints', {}],
  ['v1', 'events', 'Event', { involvedObject: { namespace: 'team' }, reason: 'Test', type: 'Normal' }],
  ['v1', 'limitranges', 'LimitRange', { spec: { limits: [] } }],
  ['v1', 'persistentvolumeclaims', 'PersistentVolumeClaim', { spec: { accessModes: ['ReadWriteOnce'], ...requests } }],
  ['v1', 'pods', 'Pod', { spec: podSpec }],
  ['v1', 'podtemplates', 'PodTemplate', { template }],
  ['v1', 'replicationcontrollers', 'ReplicationController', { spec: { selector: labels, template } }],
  ['v1', 'resourcequotas', 'ResourceQuota', { spec: { hard: { pods: '9' } } }],
  ['v1', 'secrets', 'Secret', {}],
  ['v1', 'serviceaccounts', 'ServiceAccount', {}],
  ['v1', 'services', 'Service', { spec: { selector: labels, ports: [{ port: 80 }] } }],
  ['apps/v1', 'controllerrevisions', 'ControllerRevision', { revision: 1, data: { any: 'thing' } }],
  ['apps/v1', 'daemonsets', 'DaemonSet', { spec: { selector, template } }],
  ['apps/v1', 'deployments', 'Deployment', { spec: { selector, template } }],
  ['apps/v1', 'replicasets', 'ReplicaSet', { spec: { selector, template } }],
  ['apps/v1', 'statefulsets', 'StatefulSet', { spec: { serviceName: 'web', selector, template } }],
  [
    'autoscaling/v2',
    'horizontalpodautoscalers',
    'HorizontalPodAutoscaler',
    { spec: { maxReplicas: 3, scaleTargetRef: scaleTarget } },
  ],
  ['batch/v1', 'cronjobs', 'CronJob', { spec: { schedule: '@daily', jobTemplate: { spec: { template: finite } } } }],
  ['batch/v1', 'jobs', 'Job', { spec: { template: finite } }],
  [
    'networking.k8s.io/v1',
    'ingresses',
    'Ingress',
    { spec: { defaultBackend: { service: { name: 'web', port: { number: 80 } } } } },
  ],
  ['networking.k8s.io/v1', 'networkpolicies', 'NetworkPolicy', { spec: { podSelector: {} } }],
  ['policy/v1', 'poddisruptionbudgets', 'PodDisruptionBudget', { spec: { minAvailable: 1, selector } }],
  ['rbac.authorization.k8s.io/v1', 'rolebindings', 'RoleBinding', { roleRef: role }],
  ['rbac.authorization.k8s.io/v1', 'roles', 'Role', {}],
  ['storage.k8s.io/v1', 'csistoragecapacities', 'CSIStorageCapacity', { storageClassName: 'fast' }],
  ['coordination.k8s.io/v1', 'leases', 'Lease', {}],
  ['discovery.k8s.io/v1', 'endpointslices', 'EndpointSlice', { addressType: 'IPv4', endpoints: [] }],
  ['resource.k8s.io/v1', 'resourceclaims', 'ResourceClaim', { spec: claimSpec }],
  ['resource.k8s.io/v1', 'resourceclaimtemplates', 'ResourceClaimTemplate', { spec: { spec: claimSpec } }],
];

export function collectionPath(apiVersion: string, resource: string, namespace: string): string {
  return `/${apiVersion.includes('/') ? 'apis' : 'api'}/${apiVersion}/namespaces/${namespace}/${resource}`;
}
