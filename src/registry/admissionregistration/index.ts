import type { Resource } from '../resource.ts';
import { mutatingAdmissionPolicyBindings, validatingAdmissionPolicyBindings } from './bindings.ts';
import { mutatingAdmissionPolicies } from './mutatingadmissionpolicies.ts';
import { mutatingWebhookConfigurations } from './mutatingwebhookconfigurations.ts';
import { validatingAdmissionPolicies } from './validatingadmissionpolicies.ts';
import { validatingWebhookConfigurations } from './validatingwebhookconfigurations.ts';

export const admissionregistrationResources: readonly Resource[] = [
  mutatingAdmissionPolicies,
  mutatingAdmissionPolicyBindings,
  mutatingWebhookConfigurations,
  validatingAdmissionPolicies,
  validatingAdmissionPolicyBindings,
  validatingWebhookConfigurations,
];
