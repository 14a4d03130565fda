/**
 * The versions of a CustomResourceDefinition. What all of them have in common, upstream keeps once, in the spec, and
 * reports there: `spec.validation` instead of `spec.versions[0].schema`.
 */
import { type FieldError, type FieldPath, invalidValue, path, required } from '../../api/field.ts';
import { byteLength } from '../../api/names.ts';
import type {
  V1CustomResourceDefinitionSpec,
  V1CustomResourceDefinitionVersion,
  V1CustomResourceValidation,
} from '../../schema/generated/types.ts';
import { deepEqual } from '../../util/deep-equal.ts';
import { prepareRules } from './expressions/rules.ts';
import { goVersion } from './go-values.ts';
import { validateEach } from './names.ts';
import { validateSchema } from './schema/validation.ts';
import { validateSelectableFields } from './selectable-fields.ts';
import { validateColumn, validateScale } from './subresources.ts';

type Version = V1CustomResourceDefinitionVersion;

const SPEC = path('spec');
const VERSIONS = SPEC.child('versions');
const MAX_WARNING_BYTES = 256;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const UNPRINTABLE = /[\x00-\x1f\x7f]|[^\P{Z} ]|\p{C}/u;

const SHAREABLE = ['schema', 'subresources', 'additionalPrinterColumns', 'selectableFields'] as const;
type Shareable = (typeof SHAREABLE)[number];

/** To be awaited before the same is validated. */
export async function prepareVersions(spec: V1CustomResourceDefinitionSpec): Promise<void> {
  const versions = spec.versions ?? [];
  const isShared = sharedFields(versions).includes('schema');
  for (const [position, { schema }] of (isShared ? versions.slice(0, 1) : versions).entries()) {
    const at = isShared ? SPEC.child('validation') : VERSIONS.index(position).child('schema');
    if (schema?.openAPIV3Schema) await prepareRules(schema.openAPIV3Schema, at.child('openAPIV3Schema'));
  }
}

/** Every version, with what it has for itself. */
export function validateVersions(spec: V1CustomResourceDefinitionSpec): FieldError[] {
  const versions = spec.versions ?? [];
  const own = withoutShared(versions);
  const errors = versions.flatMap((version, position) => {
    const at = VERSIONS.index(position).child('schema', 'openAPIV3Schema');
    return version.schema?.openAPIV3Schema ? [] : [required(at)];
  });
  errors.push(...own.flatMap((version, position) => validateVersion(version, versions, VERSIONS.index(position))));
  const refuse = (detail: string) => errors.push(invalidValue(VERSIONS, spec.versions && own.map(goVersion), detail));
  if (new Set(versions.map(({ name }) => name)).size < versions.length) refuse('must contain unique version names');
  if (versions.filter(({ storage }) => storage).length !== 1) {
    refuse('must have exactly one version marked as storage version');
  }
  // The first version's name stands in the spec as well.
  return [...errors, ...versions.slice(0, 1).flatMap(({ name = '' }) => validateEach(name, SPEC.child('version')))];
}

/** What is the same in every version. */
export function validateShared(spec: V1CustomResourceDefinitionSpec): FieldError[] {
  const versions = spec.versions ?? [];
  const [first] = versions;
  if (!first) return [];
  const shared = new Set(sharedFields(versions));
  const errors: FieldError[] = [];
  if (shared.has('schema') && first.schema) {
    const hasStatus = versions.some(({ subresources }) => subresources?.status !== undefined);
    errors.push(...validateValidation(first.schema, hasStatus, SPEC.child('validation')));
  }
  if (shared.has('subresources')) errors.push(...validateSubresources(first, SPEC));
  if (shared.has('additionalPrinterColumns')) errors.push(...validateColumns(first, SPEC));
  const fields = first.selectableFields ?? [];
  if (!shared.has('selectableFields') || fields.length === 0) return errors;
  const at = SPEC.child('selectableFields');
  if (shared.has('schema') && first.schema) {
    return [...errors, ...validateSelectableFields(fields, first.schema.openAPIV3Schema, at)];
  }
  return [...errors, invalidValue(at, '', 'may only be set when validations.schema is included')];
}

function sharedFields(versions: readonly Version[]): Shareable[] {
  return SHAREABLE.filter((field) => versions.every((version) => deepEqual(version[field], versions[0]?.[field])));
}

function withoutShared(versions: readonly Version[]): Version[] {
  const shared = sharedFields(versions);
  return versions.map((version) => {
    const own = { ...version };
    for (const field of shared) delete own[field];
    return own;
  });
}

function validateVersion(own: Version, versions: readonly Version[], at: FieldPath): FieldError[] {
  const { deprecationWarning, name = '', schema, selectableFields = [] } = own;
  const fieldsAt = at.child('selectableFields');
  const unfounded =
    selectableFields.length > 0 && !schema?.openAPIV3Schema
      ? [invalidValue(fieldsAt, '', 'may only be set when `version.schema.openAPIV3Schema` is not included')]
      : [];
  return [
    ...validateEach(name, at.child('name')),
    ...warningErrors(own).map((error) => invalidValue(at.child('deprecationWarning'), deprecationWarning, error)),
    ...(schema ? validateValidation(schema, hasStatus(name, versions), at.child('schema')) : []),
    ...validateSubresources(own, at),
    ...validateColumns(own, at),
    ...unfounded,
    ...validateSelectableFields(selectableFields, schema?.openAPIV3Schema, fieldsAt),
  ];
}

const hasStatus = (name: string, versions: readonly Version[]) =>
  versions.find((version) => version.name === name)?.subresources?.status !== undefined;

function validateValidation(
  { openAPIV3Schema: schema }: V1CustomResourceValidation,
  withStatus: boolean,
  path: FieldPath,
): FieldError[] {
  return schema ? validateSchema(schema, withStatus, path) : [];
}

function validateSubresources({ subresources }: Version, at: FieldPath): FieldError[] {
  return subresources?.scale ? validateScale(subresources.scale, at.child('subresources', 'scale')) : [];
}

function validateColumns({ additionalPrinterColumns: columns = [] }: Version, at: FieldPath): FieldError[] {
  return columns.flatMap((column, index) => validateColumn(column, at.child('additionalPrinterColumns').index(index)));
}

function warningErrors({ deprecated, deprecationWarning: warning }: Version): string[] {
  if (warning === undefined) return [];
  if (!deprecated) return ['can only be set for deprecated versions'];
  const errors: string[] = [];
  if (byteLength(warning) > MAX_WARNING_BYTES) errors.push(`must be <= ${MAX_WARNING_BYTES} characters long`);
  if (warning === '') errors.push('must not be an empty string');
  const found = warning.search(UNPRINTABLE);
  if (found >= 0) {
    const index = byteLength(warning.slice(0, found));
    errors.push(`must only contain printable UTF-8 characters; non-printable character found at index ${index}`);
  }
  return errors;
}
