import { path } from '../../../api/field.ts';
import type { V1CustomResourceDefinitionSpec, V1JSONSchemaProps } from '../../../schema/generated/types.ts';
import { innerSchemas } from './walk.ts';

/** Formats of strings, without their hyphens. */
const OF_STRINGS = new Set([
  ...['bsonobjectid', 'uri', 'email', 'hostname', 'ipv4', 'ipv6', 'cidr', 'mac', 'uuid', 'uuid3', 'uuid4', 'uuid5'],
  ...['isbn', 'isbn10', 'isbn13', 'creditcard', 'ssn', 'hexcolor', 'rgbcolor', 'byte', 'password'],
  ...['date', 'duration', 'datetime', 'k8sshortname', 'k8slongname'],
]);

/** Threat: a definition can name as many formats as fit into a request, and each would become a header. */
const MOST = 100;

const OF_NUMBERS: ReadonlyMap<string, readonly string[]> = new Map([
  ['integer', ['int32', 'int64']],
  ['number', ['float', 'double']],
]);

/** Whether values are checked for it. */
export function isKnownFormat(format: string, type = ''): boolean {
  if (type === '' || type === 'string') return OF_STRINGS.has(format.replaceAll('-', ''));
  return OF_NUMBERS.get(type)?.includes(format) ?? false;
}

/** Formats that nobody checks. */
export function unknownFormats({ versions }: V1CustomResourceDefinitionSpec): Set<string> {
  const found = new Set<string>();
  for (const { schema } of versions ?? []) if (schema?.openAPIV3Schema) collect(schema.openAPIV3Schema, found);
  return found;
}

function collect(schema: V1JSONSchemaProps, found: Set<string>): void {
  const { format, type } = schema;
  if (found.size >= MOST) return;
  if (format && !isKnownFormat(format, type)) found.add(format);
  for (const inner of innerSchemas(schema, path(''))) collect(inner.schema, found);
}
