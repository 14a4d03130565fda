/** Request bodies into values of the scope's kind, with the errors and warnings that clients know. */
import { GoValue, invalidValue, path } from '../api/field.ts';
import { goQuote } from '../api/go-format.ts';
import { encodeJson, JsonError, parseJson } from '../api/json.ts';
import { isJsonObject, type JsonObject, type KubeObject } from '../api/object.ts';
import { badRequest, invalid } from '../api/status.ts';
import { parseYaml, YamlError } from '../api/yaml.ts';
import {
  type BodyFormat,
  type DecodedObject,
  decodeJsonObject,
  decodeKubeObject,
  decodeObject,
} from '../schema/decode/decode-object.ts';
import { DecodeError } from '../schema/decode/value-decoder.ts';
import { decodeProtobuf } from '../schema/protobuf/decode.ts';
import { openEnvelope } from '../schema/protobuf/envelope.ts';
import { WireError } from '../schema/protobuf/wire.ts';
import { schemaOf } from '../schema/schema-of.ts';
import { cloneJson } from '../util/clone.ts';
import { warn } from './admit.ts';
import type { FieldValidation } from './options/write-options.ts';
import { type Scope, servedKind } from './scope.ts';

/** @throws StatusError 400 */
export function decodeBody(
  scope: Scope,
  bytes: Buffer,
  contentType: BodyFormat,
  fieldValidation: FieldValidation,
): KubeObject | Promise<KubeObject> {
  const { resource, version, schema } = scope;
  const gvk = { group: resource.group, version: version.version, kind: servedKind(scope) };
  const options = { contentType, schema, gvk, fieldValidation, isKnown: scope.dependencies.isKnown };
  if (contentType === 'json') return warned(scope, decodeJsonObject(bytes, options));
  return decodeObject(bytes, options).then((decoded) => warned(scope, decoded));
}

function warned(scope: Scope, { object, warnings }: DecodedObject): KubeObject {
  for (const text of warnings) warn(scope, text);
  return object;
}

/** A JSON patch, merge patch or strategic merge patch as it was sent. @throws StatusError 400 */
export function decodePatch(bytes: Buffer): unknown {
  try {
    return parseJson(bytes);
  } catch (error) {
    if (error instanceof JsonError) throw badRequest(`error decoding patch: ${error.message}`);
    throw error;
  }
}

/**
 * What a patch made of an object, fitted to the kind again.
 * @param value may share parts with the stored object: the result shares none
 * @throws StatusError 422 when the patch broke a field's type, or added unknown fields under Strict
 */
export function decodePatched(
  scope: Scope,
  value: unknown,
  patch: unknown,
  fieldValidation: FieldValidation,
): KubeObject {
  try {
    const { object, strictErrors } = decodeKubeObject(cloneJson(value) as KubeObject, scope.schema);
    if (fieldValidation === 'Warn') for (const text of strictErrors) warn(scope, text);
    if (fieldValidation === 'Strict' && strictErrors.length > 0) {
      throw patchError(patch, `strict decoding error: ${strictErrors.join(', ')}`);
    }
    return object;
  } catch (error) {
    throw error instanceof DecodeError ? patchError(patch, error.message) : error;
  }
}

function patchError(patch: unknown, why: string) {
  const shown = new GoValue(goQuote(encodeJson(patch)));
  return invalid({ group: '', kind: '' }, '', [invalidValue(path('patch'), shown, why)]);
}

/**
 * An applied configuration, YAML (which JSON is too), as it was sent: fitting it to the kind would hide what the applier
 * left out.
 * @throws StatusError 400
 */
export async function decodeApplied(
  scope: Scope,
  bytes: Buffer,
  fieldValidation: FieldValidation,
): Promise<KubeObject> {
  const { value, duplicates } = await parseApplied(bytes);
  if (!isJsonObject(value) || !isJsonObject(value.metadata ?? {})) {
    throw badRequest('error decoding YAML: the applied configuration must be an object with metadata');
  }
  if (fieldValidation === 'Strict' && duplicates.length > 0) {
    throw badRequest(`error strict decoding YAML: ${duplicates.join(', ')}`);
  }
  if (fieldValidation === 'Warn') for (const text of duplicates) warn(scope, text);
  value.metadata ??= {};
  return value as KubeObject;
}

async function parseApplied(bytes: Buffer): Promise<{ value: unknown; duplicates: readonly string[] }> {
  try {
    if (bytes[0] === OPEN_BRACE) return { value: parseJson(bytes), duplicates: [] };
    return await parseYaml(bytes);
  } catch (error) {
    if (error instanceof JsonError || error instanceof YamlError)
      throw badRequest(`error decoding YAML: ${error.message}`);
    throw error;
  }
}
const OPEN_BRACE = 0x7b;

/** The body of a DELETE: DeleteOptions. @throws StatusError 400 */
export async function decodeDeleteOptions(bytes: Buffer, format: BodyFormat): Promise<JsonObject> {
  try {
    const value = await parseDeleteOptions(bytes, format);
    if (isJsonObject(value)) return value;
    throw badRequest('the delete options must be an object of kind DeleteOptions');
  } catch (error) {
    if (error instanceof JsonError || error instanceof YamlError || error instanceof WireError) {
      throw badRequest(error.message);
    }
    throw error;
  }
}

async function parseDeleteOptions(bytes: Buffer, format: BodyFormat): Promise<unknown> {
  if (format === 'json') return parseJson(bytes);
  if (format === 'yaml') return (await parseYaml(bytes)).value;
  const { kind, raw } = openEnvelope(bytes);
  // Threat: the message of another kind has other fields by the same numbers.
  if (kind !== '' && kind !== 'DeleteOptions') return { kind };
  return decodeProtobuf(raw, schemaOf('V1DeleteOptions'));
}
