import { validateDomainPath } from '../../api/domain-path.ts';
import { type FieldError, type FieldPath, forbiddenField, path, required, tooLong } from '../../api/field.ts';
import { byteLength, isDns1123Label } from '../../api/names.ts';
import type { KubeObject } from '../../api/object.ts';
import type { V1IngressClass, V1IngressClassParametersReference } from '../../schema/generated/types.ts';
import { defineResource } from '../resource.ts';
import { validateEnum, validateImmutable, validateName } from '../validation/common.ts';
import { validateTypedReference } from './references.ts';

type IngressClass = V1IngressClass & KubeObject;

const SPEC = path('spec');
const MAX_CONTROLLER_BYTES = 250;
const SCOPES = ['Cluster', 'Namespace'];

function setDefaults(ingressClass: IngressClass): void {
  ingressClass.spec ??= {};
  const parameters = ingressClass.spec.parameters;
  if (parameters) parameters.scope ??= 'Cluster';
}

function validateIngressClass({ spec = {} }: IngressClass): FieldError[] {
  return [
    ...validateController(spec.controller ?? '', SPEC.child('controller')),
    ...(spec.parameters ? validateParameters(spec.parameters, SPEC.child('parameters')) : []),
  ];
}

function validateController(controller: string, at: FieldPath): FieldError[] {
  const length = byteLength(controller) > MAX_CONTROLLER_BYTES ? [tooLong(at, MAX_CONTROLLER_BYTES)] : [];
  return [...length, ...validateDomainPath(controller, at)];
}

function validateParameters(parameters: V1IngressClassParametersReference, at: FieldPath): FieldError[] {
  return [
    ...validateTypedReference(parameters, at),
    ...validateEnum(parameters.scope, SCOPES, at.child('scope')),
    ...validateNamespace(parameters, at.child('namespace')),
  ];
}

function validateNamespace({ scope, namespace }: V1IngressClassParametersReference, at: FieldPath): FieldError[] {
  if (scope === 'Cluster' && namespace !== undefined) {
    return [forbiddenField(at, "`parameters.scope` is set to 'Cluster'")];
  }
  if (scope !== 'Namespace') return [];
  if (namespace === undefined) return [required(at, "`parameters.scope` is set to 'Namespace'")];
  return validateName(namespace, isDns1123Label, at);
}

export const ingressClasses = defineResource<IngressClass>({
  group: 'networking.k8s.io',
  name: 'ingressclasses',
  kind: 'IngressClass',
  namespaced: false,
  strategy: {
    defaults: setDefaults,
    validate: validateIngressClass,
    validateUpdate: (ingressClass, old) => [
      ...validateImmutable(ingressClass.spec?.controller, old.spec?.controller, SPEC.child('controller')),
      ...validateIngressClass(ingressClass),
    ],
    tracksGeneration: true,
  },
});
