/** Environment variables of containers. */
import { type FieldError, type FieldPath, fieldNotFound, invalidValue, required } from '../../../api/field.ts';
import { isConfigMapKey, isDns1123Subdomain, isRelaxedEnvVarName, nameOrPrefix } from '../../../api/names.ts';
import { locatedContainersOf } from '../../../api/pods/containers-of.ts';
import type {
  V1ConfigMapKeySelector,
  V1EnvFromSource,
  V1EnvVar,
  V1EnvVarSource,
  V1FileKeySelector,
  V1PodSpec,
} from '../../../schema/generated/types.ts';
import { validateName } from '../../validation/common.ts';
import { validateEnvFieldRef, validateResourceFieldRef } from './field-refs.ts';
import { validateNoBacksteps } from './paths.ts';
import { each, requiredLabel } from './rules.ts';

export function validateEnv(variables: readonly V1EnvVar[] | undefined, at: FieldPath): FieldError[] {
  return each(variables, at, (variable, variableAt) => [
    ...(variable.name
      ? validateName(variable.name, isRelaxedEnvVarName, variableAt.child('name'))
      : [required(variableAt.child('name'))]),
    ...validateValueFrom(variable, variableAt.child('valueFrom')),
  ]);
}

type SourceRules = {
  [S in keyof V1EnvVarSource]-?: (source: NonNullable<V1EnvVarSource[S]>, at: FieldPath) => FieldError[];
};

const VALUE_SOURCES: SourceRules = {
  fieldRef: validateEnvFieldRef,
  resourceFieldRef: (ref, at) => validateResourceFieldRef(ref, at, false),
  configMapKeyRef: validateKeyRef,
  secretKeyRef: validateKeyRef,
  fileKeyRef: validateFileKeyRef,
};
const SOURCE_NAMES = Object.keys(VALUE_SOURCES) as (keyof V1EnvVarSource)[];

function validateValueFrom(variable: V1EnvVar, at: FieldPath): FieldError[] {
  const sources = variable.valueFrom;
  if (!sources) return [];
  const set = SOURCE_NAMES.filter((name) => sources[name] !== undefined);
  const errors = set.flatMap((name) => validateSource(sources, name, at.child(name)));
  if (set.length === 0) {
    const choice =
      'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`';
    errors.push(invalidValue(at, '', choice));
  } else if (variable.value) {
    errors.push(invalidValue(at, '', 'may not be specified when `value` is not empty'));
  } else if (set.length > 1) {
    errors.push(invalidValue(at, '', 'may not have more than one field specified at a time'));
  }
  return errors;
}

function validateSource<S extends keyof V1EnvVarSource>(sources: V1EnvVarSource, name: S, at: FieldPath): FieldError[] {
  return VALUE_SOURCES[name](sources[name]!, at);
}

function validateKeyRef(ref: V1ConfigMapKeySelector, at: FieldPath): FieldError[] {
  const name = validateName(ref.name ?? '', isDns1123Subdomain, at.child('name'));
  return [...name, ...(ref.key ? validateName(ref.key, isConfigMapKey, at.child('key')) : [required(at.child('key'))])];
}

function validateFileKeyRef(ref: V1FileKeySelector, at: FieldPath): FieldError[] {
  return [
    ...(ref.key ? validateName(ref.key, isRelaxedEnvVarName, at.child('key')) : [required(at.child('key'))]),
    ...requiredLabel(ref.volumeName, at.child('volumeName')),
    ...(ref.path ? validateNoBacksteps(ref.path, at.child('path')) : [required(at.child('path'))]),
  ];
}

const isNamePrefix = (name: string): string[] => nameOrPrefix(isDns1123Subdomain)(name, true);

export function validateEnvFrom(sources: readonly V1EnvFromSource[] | undefined, at: FieldPath): FieldError[] {
  return each(sources, at, (source, sourceAt) => {
    const errors = source.prefix ? validateName(source.prefix, isRelaxedEnvVarName, sourceAt.child('prefix')) : [];
    const set = (['configMapRef', 'secretRef'] as const).filter((name) => source[name] !== undefined);
    for (const name of set) errors.push(...validateNamed(source[name]!.name, sourceAt.child(name, 'name')));
    if (set.length === 0) errors.push(invalidValue(at, '', 'must specify one of: `configMapRef` or `secretRef`'));
    if (set.length > 1) errors.push(invalidValue(at, '', 'may not have more than one field specified at a time'));
    return errors;
  });
}

function validateNamed(name: string | undefined, at: FieldPath): FieldError[] {
  return name ? validateName(name, isNamePrefix, at) : [required(at)];
}

/** Files that variables are read from stand in an emptyDir of the pod. */
export function validateFileKeyVolumes(spec: V1PodSpec, at: FieldPath): FieldError[] {
  const volumes = new Map((spec.volumes ?? []).map((volume) => [volume.name ?? '', volume]));
  return locatedContainersOf(spec, at).flatMap(({ container, at: containerAt }) =>
    each(container.env, containerAt.child('env'), (variable, variableAt) => {
      const ref = variable.valueFrom?.fileKeyRef;
      if (!ref) return [];
      const nameAt = variableAt.child('valueFrom', 'fileKeyRef', 'volumeName');
      const name = ref.volumeName ?? '';
      const volume = volumes.get(name);
      if (!volume) return [fieldNotFound(nameAt, name)];
      return volume.emptyDir ? [] : [invalidValue(nameAt, name, 'referenced volume must be of type emptyDir')];
    }),
  );
}
