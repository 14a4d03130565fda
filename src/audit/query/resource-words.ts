/**
 * What kubectl's words for resources stand for. A log is asked wherever it is, with no server at hand that could tell:
 * kinds become plurals by Kubernetes' own rule, and short names are those that the server has.
 */
const SHORT_NAMES: ReadonlyMap<string, string> = new Map([
  ['cj', 'cronjobs'],
  ['cm', 'configmaps'],
  ['crd', 'customresourcedefinitions'],
  ['crds', 'customresourcedefinitions'],
  ['crev', 'credentialrevocations'],
  ['cs', 'componentstatuses'],
  ['csr', 'certificatesigningrequests'],
  ['deploy', 'deployments'],
  ['ds', 'daemonsets'],
  ['ep', 'endpoints'],
  ['ev', 'events'],
  ['hpa', 'horizontalpodautoscalers'],
  ['icred', 'issuedcredentials'],
  ['ing', 'ingresses'],
  ['ip', 'ipaddresses'],
  ['limits', 'limitranges'],
  ['netpol', 'networkpolicies'],
  ['no', 'nodes'],
  ['ns', 'namespaces'],
  ['pc', 'priorityclasses'],
  ['pdb', 'poddisruptionbudgets'],
  ['po', 'pods'],
  ['psp', 'podsecuritypolicies'],
  ['pv', 'persistentvolumes'],
  ['pvc', 'persistentvolumeclaims'],
  ['quota', 'resourcequotas'],
  ['rc', 'replicationcontrollers'],
  ['rs', 'replicasets'],
  ['sa', 'serviceaccounts'],
  ['sc', 'storageclasses'],
  ['sts', 'statefulsets'],
  ['svc', 'services'],
  ['vac', 'volumeattributesclasses'],
]);

/** @param word a plural, a singular, a kind or a short name @returns resources as they are recorded, one of which it means */
export function resourcesCalled(word: string): readonly string[] {
  const name = word.toLowerCase();
  const known = SHORT_NAMES.get(name);
  return known === undefined ? [name, pluralOf(name)] : [known];
}

/** k8s.io/apimachinery/pkg/api/meta UnsafeGuessKindToResource */
function pluralOf(name: string): string {
  if (name.endsWith('s')) return `${name}es`;
  return name.endsWith('y') ? `${name.slice(0, -1)}ies` : `${name}s`;
}
