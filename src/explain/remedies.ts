/** What would satisfy a refusal, in words for people: by the admission plugin that refused. */
import type { RefusalStep } from '../api/admission-explanation.ts';

interface Refused {
  readonly step: RefusalStep;
  readonly by?: string | undefined;
  readonly reason: string;
  readonly message: string;
  readonly namespace: string;
}

const LOOK_UP = (resource: string) => `Name one that exists: kubectl get ${resource}`;
const GRANT = 'Let an administrator grant the permission that the message names.';

const PLUGINS: ReadonlyMap<string, (refused: Refused) => string> = new Map<string, (refused: Refused) => string>([
  [
    'NamespaceLifecycle',
    ({ reason, namespace }) =>
      reason === 'NotFound'
        ? `Create the namespace first: kubectl create namespace ${namespace}`
        : `Wait until the namespace has gone; what holds it says: allium why-stuck namespace ${namespace}`,
  ],
  ['NamespaceExists', ({ namespace }) => `Create the namespace first: kubectl create namespace ${namespace}`],
  ['AlwaysDeny', () => 'It refuses every write: start the server without it.'],
  [
    'LimitRanger',
    ({ namespace }) => `Stay within the limits of the namespace: kubectl describe limitranges -n ${namespace}`,
  ],
  [
    'ServiceAccount',
    ({ namespace }) => `Name a service account that exists: kubectl get serviceaccounts -n ${namespace}`,
  ],
  ['NodeRestriction', () => 'A kubelet may write its own node and the pods on it, with nothing that moves them.'],
  [
    'PodSecurity',
    ({ namespace, message }) =>
      `Set the fields that the message names. Where the workload cannot do without, lower what the namespace enforces: kubectl label namespace ${namespace} --overwrite pod-security.kubernetes.io/enforce=${lowerLevels(message)}`,
  ],
  [
    'PodSecurityPolicy',
    () => 'Let the user, or the service account of the pod, use a policy that allows it (verb use).',
  ],
  ['Priority', () => LOOK_UP('priorityclasses')],
  ['RuntimeClass', () => LOOK_UP('runtimeclasses')],
  ['DefaultStorageClass', () => LOOK_UP('storageclasses')],
  [
    'PodNodeSelector',
    ({ namespace }) =>
      `Select by what the namespace selects: kubectl get namespace ${namespace} -o yaml shows its annotation scheduler.alpha.kubernetes.io/node-selector; the server's configuration may allow less.`,
  ],
  [
    'PodTolerationRestriction',
    ({ namespace }) =>
      `Tolerate only what the namespace allows: kubectl get namespace ${namespace} -o yaml shows its annotation scheduler.alpha.kubernetes.io/tolerationsWhitelist; the server's configuration may say more.`,
  ],
  ['ImagePolicyWebhook', () => 'Use an image that the policy allows, or ask whoever runs the image policy webhook.'],
  ['EventRateLimit', () => 'Write fewer events, or try again a little later.'],
  ['PodResizeValidator', () => 'Ask for no more than the node has: kubectl describe node'],
  [
    'NodeDeclaredFeatureValidator',
    () => 'Make the pod anew on a node that declares the features that the message names.',
  ],
  ['PersistentVolumeClaimResize', () => 'Use a storage class with allowVolumeExpansion: true.'],
  ['CertificateApproval', () => GRANT],
  ['CertificateSigning', () => GRANT],
  ['ClusterTrustBundleAttest', () => GRANT],
  ['OwnerReferencesPermissionEnforcement', () => GRANT],
  ['DenyServiceExternalIPs', () => 'Use a load balancer or an ingress, or leave spec.externalIPs as it is.'],
  ['ResourceQuota', quotaRemedy],
  [
    'ValidatingAdmissionPolicy',
    () => 'Meet the expression of the policy that the message names: kubectl get validatingadmissionpolicies -o yaml',
  ],
  [
    'MutatingAdmissionPolicy',
    () => 'Look at the policy that the message names: kubectl get mutatingadmissionpolicies -o yaml',
  ],
  ['ValidatingAdmissionWebhook', () => 'Ask whoever runs the webhook that the message names.'],
  ['MutatingAdmissionWebhook', () => 'Ask whoever runs the webhook that the message names.'],
]);

/** Of several refusals, each quota's, the first says what to do. */
function quotaRemedy({ namespace, message }: Refused): string {
  const uncovered = /insufficient quota to consume: ([^;]+)/.exec(message)?.[1];
  if (uncovered !== undefined) {
    const hard = uncovered.split(',').map((name) => `${name}=…`);
    return `Have a quota made that limits it: kubectl create quota NAME -n ${namespace} --hard=${hard.join(',')}`;
  }
  if (message.includes('insufficient quota to match these scopes')) {
    return `Have a quota made whose spec.scopeSelector is for the scopes that the message names, in ${namespace}.`;
  }
  if (message.includes('must specify')) {
    return `Say for every container what the message names, or have a limit range give defaults: kubectl describe limitranges -n ${namespace}`;
  }
  return `Ask for less, delete what is not needed, or raise the quota: kubectl edit resourcequotas -n ${namespace}`;
}

/** `violates PodSecurity "restricted:latest": …` */
function lowerLevels(message: string): string {
  return message.includes('"restricted:') ? 'baseline (or privileged)' : 'privileged';
}

const STEPS: ReadonlyMap<RefusalStep, string> = new Map([
  ['Impersonation', 'Let an administrator grant the verb impersonate on what the message names.'],
  ['Decoding', 'Write the object as its schema has it: kubectl explain'],
  ['Validation', 'Correct the fields that the message names.'],
]);

export function remedyFor(refused: Refused): string | undefined {
  return refused.by === undefined ? STEPS.get(refused.step) : PLUGINS.get(refused.by)?.(refused);
}
