/** The versions of a CustomResourceDefinition. */
import { type FieldError, type FieldPath, invalidValue, path, required } from '../../api/field.ts';
import type {
  V1CustomResourceDefinitionSpec,
  V1CustomResourceDefinitionVersion,
} from '../../schema/generated/types.ts';
import { deepEqual } from '../../util/deep-equal.ts';
import { validateEach } from './names.ts';
import { validateSchema } from './schema/validation.ts';
import { validateColumn, validateScale, validateSelectableFields } from './subresources.ts';

type Version = V1CustomResourceDefinitionVersion;

const SPEC = path('spec');
const VERSIONS = SPEC.child('versions');
const MAX_WARNING = 256;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const UNPRINTABLE = /[\x00-\x1f\x7f]|[^\P{Z} ]|\p{C}/u;

/**
 * What all versions have in common upstream keeps once, in the spec, and reports there: `spec.validation` instead of
 * `spec.versions[0].schema`.
 */
const SHARED = [
  ['schema', 'validation'],
  ['subresources', 'subresources'],
  ['additionalPrinterColumns', 'additionalPrinterColumns'],
] as const;
type SharedField = (typeof SHARED)[number][0];

export function validateVersions(spec: V1CustomResourceDefinitionSpec): FieldError[] {
  const versions = spec.versions ?? [];
  const shared = new Map<SharedField, FieldPath>();
  for (const [field, name] of SHARED) if (isShared(versions, field)) shared.set(field, SPEC.child(name));
  const errors = versions.flatMap((version, position) => {
    const at = VERSIONS.index(position);
    const place = (field: SharedField) => shared.get(field) ?? at.child(field);
    return [...validateVersion(version, at), ...validateParts(version, position, shared, place)];
  });
  const names = new Set(versions.map(({ name }) => name));
  if (names.size < versions.length) {
    errors.push(invalidValue(VERSIONS, versions, 'must contain unique version names'));
  }
  if (versions.filter(({ storage }) => storage).length !== 1) {
    errors.push(invalidValue(VERSIONS, versions, 'must have exactly one version marked as storage version'));
  }
  return errors;
}

function isShared(versions: readonly Version[], field: SharedField): boolean {
  const first = versions[0]?.[field];
  return first !== undefined && versions.every((version) => deepEqual(version[field], first));
}

function validateVersion(version: Version, at: FieldPath): FieldError[] {
  const { deprecationWarning, name = '', selectableFields = [] } = version;
  const schema = version.schema?.openAPIV3Schema;
  return [
    ...(schema ? [] : [required(at.child('schema', 'openAPIV3Schema'), 'schemas are required')]),
    ...validateEach(name, at.child('name')),
    ...warningErrors(version).map((error) => invalidValue(at.child('deprecationWarning'), deprecationWarning, error)),
    ...validateSelectableFields(selectableFields, schema, at.child('selectableFields')),
  ];
}

/** Parts that all versions share are judged with the first. */
function validateParts(
  version: Version,
  position: number,
  shared: ReadonlyMap<SharedField, FieldPath>,
  place: (field: SharedField) => FieldPath,
): FieldError[] {
  const judge = (field: SharedField) => position === 0 || !shared.has(field);
  const schema = version.schema?.openAPIV3Schema;
  const { scale, status } = version.subresources ?? {};
  const columns = version.additionalPrinterColumns ?? [];
  return [
    ...(schema && judge('schema') ? validateSchema(schema, status !== undefined, place('schema')) : []),
    ...(scale && judge('subresources') ? validateScale(scale, place('subresources').child('scale')) : []),
    ...(judge('additionalPrinterColumns')
      ? columns.flatMap((column, index) => validateColumn(column, place('additionalPrinterColumns').index(index)))
      : []),
  ];
}

function warningErrors({ deprecated, deprecationWarning: warning }: Version): string[] {
  if (warning === undefined) return [];
  if (!deprecated) return ['can only be set for deprecated versions'];
  const errors: string[] = [];
  if (warning.length > MAX_WARNING) errors.push(`must be <= ${MAX_WARNING} characters long`);
  if (warning === '') errors.push('must not be an empty string');
  const found = warning.search(UNPRINTABLE);
  if (found >= 0) {
    errors.push(`must only contain printable UTF-8 characters; non-printable character found at index ${found}`);
  }
  return errors;
}
