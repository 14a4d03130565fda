/** Which labels a node may give itself (k8s.io/kubelet/pkg/apis). */
const KUBELET_LABELS: ReadonlySet<string> = new Set([
  'beta.kubernetes.io/arch',
  'beta.kubernetes.io/instance-type',
  'beta.kubernetes.io/os',
  'failure-domain.beta.kubernetes.io/region',
  'failure-domain.beta.kubernetes.io/zone',
  'kubernetes.io/arch',
  'kubernetes.io/hostname',
  'kubernetes.io/os',
  'node.kubernetes.io/instance-type',
  'topology.kubernetes.io/region',
  'topology.kubernetes.io/zone',
]);
const KUBELET_PREFIXES = ['kubelet.kubernetes.io', 'node.kubernetes.io'];
/** Where administrators label nodes so that no node can move itself. */
const RESTRICTED_PREFIX = 'node-restriction.kubernetes.io';

type Labels = Readonly<Record<string, string>>;

/** @returns those that differ and that a node may not change, sorted */
export function forbiddenChanges(labels: Labels = {}, old: Labels = {}): string[] {
  const names = new Set([...Object.keys(labels), ...Object.keys(old)]);
  return [...names].filter((name) => labelOf(labels, name) !== labelOf(old, name) && !mayChange(name)).sort();
}

function labelOf(labels: Labels, name: string): string | undefined {
  return Object.hasOwn(labels, name) ? labels[name] : undefined;
}

function mayChange(label: string): boolean {
  const slash = label.indexOf('/');
  const prefix = slash < 0 ? '' : label.slice(0, slash);
  if (isUnder(prefix, RESTRICTED_PREFIX)) return false;
  const isOurs = isUnder(prefix, 'kubernetes.io') || isUnder(prefix, 'k8s.io');
  return !isOurs || KUBELET_LABELS.has(label) || KUBELET_PREFIXES.some((kubelet) => isUnder(prefix, kubelet));
}

function isUnder(prefix: string, domain: string): boolean {
  return prefix === domain || prefix.endsWith(`.${domain}`);
}
