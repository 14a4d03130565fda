/**
 * What a write through a resource or a subresource leaves as it was, whatever the client sent: nobody comes to own it
 * there (upstream's GetResetFields).
 */
import { type FieldSet, fieldSet } from '../schema/apply/field-set.ts';
import type { ObjectSchema } from '../schema/schema.ts';
import { schemaOf } from '../schema/schema-of.ts';
import type { Resource } from './resource.ts';

const STATUS = fieldSet(['status']);
const SPEC = fieldSet(['spec']);
const METADATA_AND_SPEC = fieldSet(['metadata'], ['spec']);

/** Where it is not the status on the main resource, and the spec on the status. By `group/resource/subresource`. */
const EXCEPTIONS = new Map<string, () => FieldSet | undefined>([
  ['/namespaces/finalize', () => STATUS],
  ['/pods/status', () => fieldSet(['spec'], ['metadata', 'deletionTimestamp'], ['metadata', 'ownerReferences'])],
  ['/pods/ephemeralcontainers', () => allOfPodBut('ephemeralContainers')],
  ['/pods/resize', () => allOfPodBut('containers', 'initContainers')],
  ['admissionregistration.k8s.io/validatingadmissionpolicies/status', () => METADATA_AND_SPEC],
  ['apiregistration.k8s.io/apiservices/status', () => METADATA_AND_SPEC],
  ['apps/deployments/status', () => fieldSet(['spec'], ['metadata', 'labels'])],
  ['certificates.k8s.io/certificatesigningrequests/', () => fieldSet(['spec'], ['status'])],
  ['certificates.k8s.io/certificatesigningrequests/status', () => fieldSet(['spec'], ['status', 'conditions'])],
  ['certificates.k8s.io/certificatesigningrequests/approval', () => fieldSet(['spec'], ['status', 'certificate'])],
  ['flowcontrol.apiserver.k8s.io/flowschemas/status', () => METADATA_AND_SPEC],
  ['flowcontrol.apiserver.k8s.io/prioritylevelconfigurations/status', () => METADATA_AND_SPEC],
  ['networking.k8s.io/servicecidrs/status', () => METADATA_AND_SPEC],
  ['resource.k8s.io/resourceclaims/status', () => METADATA_AND_SPEC],
  ['storage.k8s.io/volumeattachments/status', () => METADATA_AND_SPEC],
]);

/** @param subresource empty for the main resource */
export function resetFields({ group, name, status }: Resource, subresource: string): FieldSet | undefined {
  const exception = EXCEPTIONS.get(`${group}/${name}/${subresource}`);
  if (exception) return exception();
  if (!status) return undefined;
  return subresource === 'status' ? SPEC : STATUS;
}

function allOfPodBut(...kept: string[]): FieldSet {
  const pod = schemaOf('V1Pod');
  const spec = pod.fields.get('spec')!.schema as ObjectSchema;
  const outside = [...pod.fields.keys()].filter((field) => field !== 'spec').map((field) => [field]);
  const inside = [...spec.fields.keys()].filter((field) => !kept.includes(field)).map((field) => ['spec', field]);
  return fieldSet(...outside, ...inside);
}
