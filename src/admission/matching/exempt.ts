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

/** `<resource>.<group>` */
const REVIEWS: ReadonlySet<string> = new Set([
  'selfsubjectreviews.authentication.k8s.io',
  'tokenreviews.authentication.k8s.io',
  'localsubjectaccessreviews.authorization.k8s.io',
  'selfsubjectaccessreviews.authorization.k8s.io',
  'selfsubjectrulesreviews.authorization.k8s.io',
  'subjectaccessreviews.authorization.k8s.io',
]);

/** Webhooks and policies do not see each other's configuration: one that refuses everything could never be taken away. */
export function isExempt({ kind }: AdmissionAttributes): boolean {
  return kind.group === GROUP && KINDS.has(kind.kind);
}

/** Policies see no questions about identity and access either: a cluster without answers to them stands still. */
export function isExemptFromPolicies(attributes: AdmissionAttributes): boolean {
  const { resource, group } = attributes.resource;
  return isExempt(attributes) || REVIEWS.has(`${resource}.${group}`);
}
