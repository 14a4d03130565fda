/** Request bodies into values of the scope's kind, with the errors and warnings that clients know. */
import { JsonError, parseJson } from '../api/json.ts';
import { isJsonObject, type JsonObject, type KubeObject } from '../api/object.ts';
import { badRequest } from '../api/status.ts';
import { parseYaml, YamlError } from '../api/yaml.ts';
import { type BodyFormat, type DecodedObject, decodeJsonObject, decodeObject } from '../schema/decode/decode-object.ts';
import { kindOf } from '../schema/decode/go-words.ts';
import { decodeProtobuf } from '../schema/protobuf/decode.ts';
import { openEnvelope } from '../schema/protobuf/envelope.ts';
import { WireError } from '../schema/protobuf/wire.ts';
import { schemaOf } from '../schema/schema-of.ts';
import { warn } from './admit.ts';
import { noVersionAndKind } from './options/delete-options.ts';
import type { FieldValidation } from './options/write-options.ts';
import { type Scope, servedKind } from './scope.ts';

/** Decoded at once. */
const SMALL_BYTES = 32 * 1024;

/** @throws StatusError 400, 413 */
export function decodeBody(
  scope: Scope,
  bytes: Buffer,
  contentType: BodyFormat,
  fieldValidation: FieldValidation,
): KubeObject | Promise<KubeObject> {
  const { resource, version, schema } = scope;
  const gvk = { group: resource.group, version: version.version, kind: servedKind(scope) };
  const { isKnown } = scope.dependencies;
  const options = { contentType, schema, gvk, fieldValidation, isKnown, maxValues: resource.maxValues };
  // Most are small, and need not wait.
  const isSmall = bytes.length < SMALL_BYTES;
  if (contentType === 'json' && isSmall) return warned(scope, decodeJsonObject(bytes, options));
  return decodeObject(bytes, options).then((decoded) => warned(scope, decoded));
}

function warned(scope: Scope, { object, warnings }: DecodedObject): KubeObject {
  for (const text of warnings) warn(scope, text);
  scope.context.audit.requestObject(object);
  return object;
}

/** The body of a DELETE: DeleteOptions. @throws StatusError 400 */
export async function decodeDeleteOptions(bytes: Buffer, format: BodyFormat): Promise<JsonObject> {
  try {
    const value = (await parseDeleteOptions(bytes, format)) ?? {};
    if (isJsonObject(value)) return value;
    throw noVersionAndKind(`json: cannot unmarshal ${kindOf(value)} into Go value of type ${VERSION_AND_KIND}`);
  } catch (error) {
    if (error instanceof JsonError) throw noVersionAndKind(error.message);
    if (error instanceof YamlError || error instanceof WireError) throw badRequest(error.message);
    throw error;
  }
}

const VERSION_AND_KIND = String.raw`struct { APIVersion string "json:\"apiVersion,omitempty\""; Kind string "json:\"kind,omitempty\"" }`;

async function parseDeleteOptions(bytes: Buffer, format: BodyFormat): Promise<unknown> {
  if (format === 'json') return parseJson(bytes);
  if (format === 'yaml') return (await parseYaml(bytes)).value;
  const { kind, raw } = openEnvelope(bytes);
  // Threat: the message of another kind has other fields by the same numbers.
  if (kind !== '' && kind !== 'DeleteOptions') return { kind };
  return decodeProtobuf(raw, schemaOf('V1DeleteOptions'));
}
