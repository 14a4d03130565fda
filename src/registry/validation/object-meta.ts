/** Rules of metadata (k8s.io/apimachinery/pkg/api/validation/objectmeta.go). */
import { type FieldError, type FieldPath, forbiddenField, invalidValue, required, tooLong } from '../../api/field.ts';
import { goStrings } from '../../api/go-format.ts';
import { byteLength, isDns1123Label, isLabelValue, isQualifiedName } from '../../api/names.ts';
import { type ObjectMeta, type OwnerReference, parseApiVersion } from '../../api/object.ts';
import type { V1ObjectMeta } from '../../schema/generated/types.ts';
import { validateImmutable, validateName, validateNonnegative } from './common.ts';

const MAX_ANNOTATION_BYTES = 256 * 1024;

/** Answers what is wrong with a name; `isPrefix` asks about a generateName, which may end in a dash. */
export type NameValidator = (name: string, isPrefix: boolean) => string[];

export function validateObjectMeta(
  meta: ObjectMeta,
  namespaced: boolean,
  nameErrors: NameValidator,
  path: FieldPath,
): FieldError[] {
  return [
    ...validateNames(meta, nameErrors, path),
    ...validateNamespace(meta.namespace, namespaced, path.child('namespace')),
    ...validateNonnegative(meta.generation, path.child('generation')),
    ...validateCollections(meta, path),
  ];
}

/** @param old as it is stored; the store has already copied what clients leave out or may not set (creationTimestamp, …) */
export function validateObjectMetaUpdate(meta: ObjectMeta, old: ObjectMeta, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  if (old.deletionTimestamp) errors.push(...validateNoNewFinalizers(meta, old, path.child('finalizers')));
  if (!meta.resourceVersion) {
    errors.push(
      invalidValue(path.child('resourceVersion'), meta.resourceVersion ?? '', 'must be specified for an update'),
    );
  }
  if ((meta.generation ?? 0) < (old.generation ?? 0)) {
    errors.push(invalidValue(path.child('generation'), meta.generation, 'must not be decremented'));
  }
  for (const field of IMMUTABLE_FIELDS) {
    errors.push(...validateImmutable(meta[field], old[field], path.child(field)));
  }
  return [
    ...errors,
    ...validateNonnegative(meta.generation, path.child('generation')),
    ...validateCollections(meta, path),
  ];
}

const IMMUTABLE_FIELDS = [
  'name',
  'namespace',
  'uid',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
] as const;

function validateCollections(meta: ObjectMeta, path: FieldPath): FieldError[] {
  return [
    ...validateLabels(meta.labels, path.child('labels')),
    ...validateAnnotations(meta.annotations, path.child('annotations')),
    ...validateOwnerReferences(meta.ownerReferences ?? [], path.child('ownerReferences')),
    ...validateFinalizers(meta.finalizers ?? [], path.child('finalizers')),
  ];
}

function validateNames(meta: ObjectMeta, nameErrors: NameValidator, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  if (meta.generateName) {
    const prefix = meta.generateName;
    errors.push(...nameErrors(prefix, true).map((error) => invalidValue(path.child('generateName'), prefix, error)));
  }
  if (!meta.name) return [...errors, required(path.child('name'), 'name or generateName is required')];
  const name = meta.name;
  return [...errors, ...nameErrors(name, false).map((error) => invalidValue(path.child('name'), name, error))];
}

function validateNamespace(namespace: string | undefined, namespaced: boolean, path: FieldPath): FieldError[] {
  if (!namespaced) return namespace ? [forbiddenField(path, 'not allowed on this type')] : [];
  return namespace ? validateName(namespace, isDns1123Label, path) : [required(path)];
}

export function validateLabels(labels: Record<string, string> | undefined, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  for (const key in labels) {
    errors.push(...validateName(key, isQualifiedName, path), ...validateName(labels[key]!, isLabelValue, path));
  }
  return errors;
}

export function validateAnnotations(annotations: Record<string, string> | undefined, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  let size = 0;
  for (const key in annotations) {
    // Upper case has always been let through here.
    errors.push(...isQualifiedName(key.toLowerCase()).map((error) => invalidValue(path, key, error)));
    size += byteLength(key) + byteLength(annotations[key]!);
  }
  if (size > MAX_ANNOTATION_BYTES) errors.push(tooLong(path, MAX_ANNOTATION_BYTES));
  return errors;
}

/** In the order of upstream's struct. */
const NOT_IN_TEMPLATES = [
  'name',
  'generateName',
  'namespace',
  'selfLink',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'ownerReferences',
  'finalizers',
  'managedFields',
] as const;

/** What an object made from a template takes from it: annotations and labels, and nothing else may be given. */
export function validateTemplateObjectMeta(meta: V1ObjectMeta | undefined, path: FieldPath): FieldError[] {
  return [
    ...validateAnnotations(meta?.annotations, path.child('annotations')),
    ...validateLabels(meta?.labels, path.child('labels')),
    // Upstream lowers the first letter of its own UID.
    ...NOT_IN_TEMPLATES.filter((field) => meta?.[field]).map((field) =>
      forbiddenField(path.child(field === 'uid' ? 'uID' : field), 'cannot be set'),
    ),
  ];
}

function validateOwnerReferences(references: readonly OwnerReference[], path: FieldPath): FieldError[] {
  const errors = references.flatMap((reference) => validateOwnerReference(reference, path));
  const controllers = references.filter((reference) => reference.controller);
  if (controllers.length > 1) {
    const [first, second] = controllers.map(({ kind, name }) => `${kind}/${name}`);
    errors.push(
      invalidValue(
        path,
        references,
        `Only one reference can have Controller set to true. Found "true" in references for ${first} and ${second}`,
      ),
    );
  }
  return errors;
}

function validateOwnerReference(reference: OwnerReference, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  const apiVersion = reference.apiVersion ?? '';
  const { group, version } = parseApiVersion(apiVersion);
  if (version === '' || version.includes('/')) {
    errors.push(invalidValue(path.child('apiVersion'), apiVersion, 'version must not be empty'));
  }
  for (const field of ['kind', 'name', 'uid'] as const) {
    if (!reference[field]) errors.push(invalidValue(path.child(field), reference[field] ?? '', 'must not be empty'));
  }
  if (group === '' && version === 'v1' && reference.kind === 'Event') {
    errors.push(invalidValue(path, reference, '/v1, Kind=Event is disallowed from being an owner'));
  }
  return errors;
}

const ORPHAN = 'orphan';
const FOREGROUND = 'foregroundDeletion';
const STANDARD_FINALIZERS: readonly string[] = ['kubernetes', ORPHAN, FOREGROUND];

/** A finalizer says whose it is, unless it is one of Kubernetes' own. */
export function validateFinalizerName(finalizer: string, path: FieldPath): FieldError[] {
  if (finalizer.includes('/') || STANDARD_FINALIZERS.includes(finalizer)) return [];
  return [invalidValue(path, finalizer, 'name is neither a standard finalizer name nor is it fully qualified')];
}

/** Kinds that upstream serves outside of its own registry never had the rule. */
const UNRULED_GROUPS: ReadonlySet<string> = new Set([
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'apiregistration.k8s.io',
]);

/** What holds for metadata of Kubernetes' own kinds beside the common rules, on creation and update. */
export function validateFinalizerNames(group: string, { finalizers = [] }: ObjectMeta, path: FieldPath): FieldError[] {
  if (UNRULED_GROUPS.has(group)) return [];
  return finalizers.flatMap((finalizer, i) => validateFinalizerName(finalizer, path.child('finalizers').index(i)));
}

function validateFinalizers(finalizers: readonly string[], path: FieldPath): FieldError[] {
  const errors = finalizers.flatMap((finalizer) => validateName(finalizer, isQualifiedName, path));
  if (finalizers.includes(ORPHAN) && finalizers.includes(FOREGROUND)) {
    errors.push(invalidValue(path, finalizers, `finalizer ${ORPHAN} and ${FOREGROUND} cannot be both set`));
  }
  return errors;
}

function validateNoNewFinalizers(meta: ObjectMeta, old: ObjectMeta, path: FieldPath): FieldError[] {
  const known = new Set(old.finalizers);
  const added = (meta.finalizers ?? []).filter((finalizer) => !known.has(finalizer));
  if (added.length === 0) return [];
  const detail = `no new finalizers can be added if the object is being deleted, found new finalizers ${goStrings(added)}`;
  return [forbiddenField(path, detail)];
}
