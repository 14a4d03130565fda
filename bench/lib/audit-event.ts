/** As a request for a Deployment by kubectl is recorded at level Metadata: 1.1 KB. */
export function eventJson(i: number): string {
  const time = new Date(Date.UTC(2030, 0, 1) + i).toISOString().replace('Z', '000Z');
  const user = { username: `user-${i % 100}`, groups: ['dev', 'system:authenticated'] };
  const id = `X509SHA256=${'ab'.repeat(32)}`;
  return JSON.stringify({
    ...{ kind: 'Event', apiVersion: 'audit.k8s.io/v1', level: 'Metadata', stage: 'ResponseComplete' },
    auditID: `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`,
    requestURI: `/apis/apps/v1/namespaces/shop/deployments/web-${i % 1000}?fieldManager=kubectl-client-side-apply`,
    verb: i % 10 === 0 ? 'patch' : 'get',
    user: { ...user, extra: { 'authentication.kubernetes.io/credential-id': [id] } },
    sourceIPs: ['192.0.2.1'],
    userAgent: 'kubectl/v1.36.0 (linux/amd64) kubernetes/0000000',
    objectRef: {
      resource: 'deployments',
      namespace: 'shop',
      name: `web-${i % 1000}`,
      apiGroup: 'apps',
      apiVersion: 'v1',
    },
    responseStatus: { metadata: {}, code: 200 },
    requestReceivedTimestamp: time,
    stageTimestamp: time,
    annotations: {
      'allium.dev/authentication-method': 'x509',
      'allium.dev/credential-id': id,
      'authorization.k8s.io/decision': 'allow',
      'authorization.k8s.io/reason': 'RBAC: allowed by RoleBinding "edit/shop" of ClusterRole "edit" to Group "dev"',
    },
  });
}
