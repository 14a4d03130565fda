/** Definitions whose JSON is free-form or one of several forms, each a message of its own form on the wire. */
import type { JsonObject } from '../../api/object.ts';
import { isEnveloped } from './envelope.ts';
import { fixedFields } from './fixed-fields.ts';
import { readFields, WireError } from './wire.ts';

/** What a free-form value may be made of. */
export interface FreeFormParts {
  /** A message's bytes as a JSONSchemaProps. */
  jsonSchema(bytes: Buffer): JsonObject;
  /** A string's bytes. */
  text(bytes: Buffer): string;
  /** Bytes that are JSON. */
  json(bytes: Buffer): unknown;
}

type Reader = (bytes: Buffer, parts: FreeFormParts) => unknown;

const META = 'io.k8s.apimachinery.pkg.apis.meta.v1';
const CRD = 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1';

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['io.k8s.apimachinery.pkg.runtime.RawExtension', readRaw],
  [`${META}.FieldsV1`, readRaw],
  [`${CRD}.JSON`, readRaw],
  [`${CRD}.CustomResourceSubresourceStatus`, () => ({})],
  [`${CRD}.JSONSchemaPropsOrBool`, readSchemaOrBool],
  [`${CRD}.JSONSchemaPropsOrArray`, readSchemaOrArray],
  [`${CRD}.JSONSchemaPropsOrStringArray`, readSchemaOrStrings],
]);

/** @throws WireError; Error for a definition that is not known here: a mistake in this program */
export function readFreeForm(definition: string, bytes: Buffer, parts: FreeFormParts): unknown {
  const read = READERS.get(definition);
  if (!read) throw new Error(`the protobuf form of ${definition} is not known`);
  return read(bytes, parts);
}

/** @returns undefined where nothing was set, which JSON leaves out */
function readRaw(bytes: Buffer, parts: FreeFormParts): unknown {
  const [raw] = fixedFields(bytes, ['bytes']);
  if (raw === undefined || raw.length === 0) return undefined;
  if (isEnveloped(raw)) throw new WireError('an object inside another must be JSON, not protobuf');
  return parts.json(raw);
}

function readSchemaOrBool(bytes: Buffer, parts: FreeFormParts): unknown {
  const [allows = 0n, schema] = fixedFields(bytes, ['varint', 'bytes']);
  return schema === undefined ? allows !== 0n : parts.jsonSchema(schema);
}

function readSchemaOrArray(bytes: Buffer, parts: FreeFormParts): unknown {
  const { single, several } = oneOrMany(bytes);
  if (several.length > 0) return several.map((schema) => parts.jsonSchema(schema));
  return single && parts.jsonSchema(single);
}

function readSchemaOrStrings(bytes: Buffer, parts: FreeFormParts): unknown {
  const { single, several } = oneOrMany(bytes);
  if (several.length > 0) return several.map((property) => parts.text(property));
  return single && parts.jsonSchema(single);
}

interface OneOrMany {
  readonly single: Buffer | undefined;
  readonly several: Buffer[];
}

/** Field 1 is a schema, field 2 repeats. */
function oneOrMany(bytes: Buffer): OneOrMany {
  const [single] = fixedFields(bytes, ['bytes', 'bytes']);
  const several: Buffer[] = [];
  for (const { number, value } of readFields(bytes)) if (number === 2) several.push(value as Buffer);
  return { single, several };
}
