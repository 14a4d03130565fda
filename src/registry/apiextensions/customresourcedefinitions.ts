import { type FieldError, invalidValue, path, required } from '../../api/field.ts';
import { goQuote } from '../../api/go-format.ts';
import { MAX_JSON_VALUES } from '../../api/json.ts';
import { isDns1123Subdomain } from '../../api/names.ts';
import type { KubeObject } from '../../api/object.ts';
import type { V1CustomResourceDefinition, V1CustomResourceDefinitionSpec } from '../../schema/generated/types.ts';
import { defineResource } from '../resource.ts';
import { validateEnum, validateImmutable } from '../validation/common.ts';
import { validateApproval } from './api-approval.ts';
import { validateConversion } from './conversion.ts';
import { requireNames, validateNames } from './names.ts';
import { unknownFormats } from './schema/formats.ts';
import { prepareVersions, validateShared, validateVersions } from './versions.ts';

type CustomResourceDefinition = V1CustomResourceDefinition & KubeObject;

const SPEC = path('spec');
const STORED = path('status', 'storedVersions');
const DEFAULT_PORT = 443;

function setDefaults(spec: V1CustomResourceDefinitionSpec): void {
  const names = spec.names;
  if (names) {
    names.singular ||= (names.kind ?? '').toLowerCase();
    if (names.kind) names.listKind ||= `${names.kind}List`;
  }
  spec.conversion ??= { strategy: 'None' };
  const service = spec.conversion.webhook?.clientConfig?.service;
  if (service) service.port ??= DEFAULT_PORT;
}

/** A version in which objects may be stored is remembered until someone has migrated them. */
function recordStorageVersion({ spec = {}, status = {} }: CustomResourceDefinition): void {
  const stored = (spec.versions ?? []).find(({ storage }) => storage)?.name;
  status.storedVersions ??= [];
  if (stored !== undefined && !status.storedVersions.includes(stored)) status.storedVersions.push(stored);
}

function validateGroup(group: string): FieldError[] {
  const at = SPEC.child('group');
  if (group === '') return [required(at)];
  const errors = isDns1123Subdomain(group);
  if (errors.length > 0) return [invalidValue(at, group, errors.join(','))];
  return group.includes('.') ? [] : [invalidValue(at, group, 'should be a domain with at least one dot')];
}

function validateSpec(spec: V1CustomResourceDefinitionSpec): FieldError[] {
  const { conversion, group = '', names = {}, scope } = spec;
  const errors = [
    ...validateGroup(group),
    ...validateEnum(scope, ['Cluster', 'Namespaced'], SPEC.child('scope')),
    ...validateVersions(spec),
    ...requireNames(names, SPEC.child('names')),
    ...validateNames(names, SPEC.child('names')),
    ...validateShared(spec),
    ...(conversion ? validateConversion(conversion, SPEC.child('conversion')) : []),
  ];
  if (!spec.preserveUnknownFields) return errors;
  const detail =
    'cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead';
  return [...errors, invalidValue(SPEC.child('preserveUnknownFields'), true, detail)];
}

function validateStoredVersions({ spec = {}, status = {} }: CustomResourceDefinition): FieldError[] {
  const stored = status.storedVersions ?? [];
  if (stored.length === 0) return [invalidValue(STORED, null, 'must have at least one stored version')];
  const versions = spec.versions ?? [];
  const errors = versions
    .filter(({ name = '', storage }) => storage && !stored.includes(name))
    .map(({ name }) => invalidValue(STORED, stored, `must have the storage version ${name}`));
  stored.forEach((name, position) => {
    if (versions.some((version) => version.name === name)) return;
    const detail = `missing from spec.versions; ${name} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in ${name} and removes ${name} from status.storedVersions`;
    errors.push(invalidValue(STORED.index(position), name, detail));
  });
  return errors;
}

const validateStatus = ({ status = {} }: CustomResourceDefinition): FieldError[] =>
  validateNames(status.acceptedNames ?? {}, path('status', 'acceptedNames'));

/** A definition is called as what it defines; what is wrong with any name, the store has said. */
function validateOwnName({ metadata, spec = {} }: CustomResourceDefinition): FieldError[] {
  const name = `${spec.names?.plural ?? ''}.${spec.group ?? ''}`;
  return (['generateName', 'name'] as const)
    .filter((field) => metadata[field] && metadata[field] !== name)
    .map((field) => invalidValue(path('metadata', field), metadata[field], 'must be spec.names.plural+"."+spec.group'));
}

function validate(definition: CustomResourceDefinition): FieldError[] {
  const { metadata, spec = {} } = definition;
  return [
    ...validateOwnName(definition),
    ...validateSpec(spec),
    ...validateStatus(definition),
    ...validateStoredVersions(definition),
    ...validateApproval(spec.group ?? '', metadata.annotations),
  ];
}

function validateUpdate(definition: CustomResourceDefinition, old: CustomResourceDefinition): FieldError[] {
  const { metadata, spec = {} } = definition;
  const before = old.spec ?? {};
  const established = old.status?.conditions?.some(({ status, type }) => type === 'Established' && status === 'True');
  const errors = validateSpec(spec);
  if (established) {
    errors.push(...validateImmutable(spec.scope, before.scope, SPEC.child('scope')));
    errors.push(...validateImmutable(spec.names?.kind, before.names?.kind, SPEC.child('names', 'kind')));
  }
  return [
    ...errors,
    ...validateImmutable(spec.group, before.group, SPEC.child('group')),
    ...validateImmutable(spec.names?.plural, before.names?.plural, SPEC.child('names', 'plural')),
    ...validateStatus(definition),
    ...validateStoredVersions(definition),
    ...validateApproval(spec.group ?? '', metadata.annotations, { annotations: old.metadata.annotations }),
  ];
}

function warnings({ spec = {} }: CustomResourceDefinition, old: CustomResourceDefinition | undefined): string[] {
  const before = unknownFormats(old?.spec ?? {});
  return [...unknownFormats(spec)]
    .filter((format) => !before.has(format))
    .map((format) => `unrecognized format ${goQuote(format)}`);
}

export const customResourceDefinitions = defineResource<CustomResourceDefinition>({
  group: 'apiextensions.k8s.io',
  name: 'customresourcedefinitions',
  // Schemas of well-known operators come close to it.
  maxValues: MAX_JSON_VALUES,
  kind: 'CustomResourceDefinition',
  namespaced: false,
  shortNames: ['crd', 'crds'],
  categories: ['api-extensions'],
  prefix: '/registry/apiextensions.k8s.io/customresourcedefinitions/',
  strategy: {
    allowUnconditionalUpdate: false,
    defaults(definition) {
      definition.spec ??= {};
      setDefaults(definition.spec);
    },
    prepareForCreate(definition) {
      definition.status = { acceptedNames: { kind: '', plural: '' }, conditions: [], storedVersions: [] };
      recordStorageVersion(definition);
    },
    prepareForUpdate(definition, old) {
      definition.status = structuredClone(old.status ?? {});
      recordStorageVersion(definition);
    },
    prepareValidation: ({ spec = {} }) => prepareVersions(spec),
    validate,
    validateUpdate,
    warnings,
    tracksGeneration: true,
  },
  status: {
    prepareForUpdate(definition, old) {
      definition.spec = old.spec ?? {};
    },
    validateUpdate: validateStatus,
  },
});
