import type { AdmissionAttributes } from '../admission.ts';

const GROUP = 'admissionregistration.k8s.io';
const KINDS: ReadonlySet<string> = new Set([
  'ValidatingWebhookConfiguration',
  'MutatingWebhookConfiguration',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
  'MutatingAdmissionPolicy',
  'MutatingAdmissionPolicyBinding',
]);

/** Webhooks and policies do not see each other's configuration: one that refuses everything could never be taken away. */
export function isExempt({ kind }: AdmissionAttributes): boolean {
  return kind.group === GROUP && KINDS.has(kind.kind);
}
