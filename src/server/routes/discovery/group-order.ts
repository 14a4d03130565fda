/** The order in which kube-apiserver lists its groups; clients prefer earlier ones when names collide. */
const ORDER = [
  '',
  'apiregistration.k8s.io',
  'apps',
  'events.k8s.io',
  'authentication.k8s.io',
  'authorization.k8s.io',
  'autoscaling',
  'batch',
  'certificates.k8s.io',
  'networking.k8s.io',
  'policy',
  'rbac.authorization.k8s.io',
  'storage.k8s.io',
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'scheduling.k8s.io',
  'coordination.k8s.io',
  'node.k8s.io',
  'discovery.k8s.io',
  'resource.k8s.io',
  'flowcontrol.apiserver.k8s.io',
];

/** Groups that upstream does not have come last, by name. */
export function compareGroups(a: string, b: string): number {
  const [left, right] = [rank(a), rank(b)];
  return left !== right ? left - right : a < b ? -1 : 1;
}

function rank(group: string): number {
  const position = ORDER.indexOf(group);
  return position < 0 ? ORDER.length : position;
}
