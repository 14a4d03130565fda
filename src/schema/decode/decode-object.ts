/** Request bodies into objects, with the errors of kube-apiserver's decoders. */
import { goQuote } from '../../api/go-format.ts';
import { JsonError, parseJsonWithLiterals } from '../../api/json.ts';
import {
  apiVersionOf,
  type GroupVersionKind,
  isJsonObject,
  type Json,
  type JsonObject,
  type KubeObject,
} from '../../api/object.ts';
import { badRequest } from '../../api/status.ts';
import { parseYaml, YamlError } from '../../api/yaml.ts';
import { repeatedKeysError } from '../../api/yaml-error.ts';
import { inTurns, pause, type Steps } from '../../util/pause.ts';
import { decodeProtobuf } from '../protobuf/decode.ts';
import { openEnvelope } from '../protobuf/envelope.ts';
import { WireError } from '../protobuf/wire.ts';
import type { ObjectSchema, Schema } from '../schema.ts';
import { assertKind, gvkOf, KindError } from './body-kind.ts';
import { strictErrorsOf } from './duplicate-scan.ts';
import { DecodeError, ValueDecoder } from './value-decoder.ts';
import type { Wording } from './wording.ts';

export type FieldValidation = 'Ignore' | 'Warn' | 'Strict';

/** How a body is written. Bodies alone may be protobuf: nothing is answered in it. */
export type BodyFormat = 'json' | 'yaml' | 'protobuf';

export interface DecodeOptions {
  readonly contentType: BodyFormat;
  readonly schema: ObjectSchema;
  /** The kind that the request's path stands for. A body may leave it out, but not say another. */
  readonly gvk: GroupVersionKind;
  /** Other versions of that kind, with the same fields, that a body may say as well. */
  readonly olderVersions?: readonly string[];
  readonly fieldValidation: FieldValidation;
  /** Empty lists and maps stay, in every field: an applied configuration owns them. */
  readonly keepEmpty?: boolean;
  /** Of the body; absent: as many as any. */
  readonly maxValues?: number;
  /** Whether any kind of this server is so called: changes only how a wrong kind is refused. */
  readonly isKnown?: (gvk: GroupVersionKind) => boolean;
}

export interface DecodedObject {
  /** Its own; keys start with kind, apiVersion, metadata. */
  readonly object: KubeObject;
  /** For Warning headers: unknown and repeated fields, under field validation Warn. */
  readonly warnings: readonly string[];
}

/** @throws StatusError 400 BadRequest for what is no such object, 413 for one with too many values */
export async function decodeObject(bytes: Buffer, options: DecodeOptions): Promise<DecodedObject> {
  if (options.contentType === 'json') return inTurns(decodeJsonSteps(bytes, options));
  if (options.contentType === 'protobuf') return decodeParsed(bytes, options, openProtobufBody(bytes, options));
  const parsed = await attempt(bytes, options, () => parseYamlBody(bytes, options));
  await pause();
  return decodeParsed(bytes, options, parsed);
}

/** As `decodeObject`, of JSON. */
export function decodeJsonObject(bytes: Buffer, options: DecodeOptions): DecodedObject {
  return decodeParsed(bytes, options, parseJsonBody(bytes, options));
}

/** `decodeJsonObject`, for bodies that may be big. */
export function* decodeJsonSteps(bytes: Buffer, options: DecodeOptions): Steps<DecodedObject> {
  const parsed = parseJsonBody(bytes, options);
  yield;
  return decodeParsed(bytes, options, parsed);
}

/** A parsed body, and what a strict decoder has against its text. */
interface ParsedBody {
  readonly value: Json;
  /** Of protobuf, whose `value` tells the kind alone: the fields, readable once that kind is known to be right. */
  readonly fields?: () => JsonObject;
  /** Of JSON: what a count of the decoded keys is compared with. */
  readonly keys?: number;
  readonly duplicates: readonly string[];
}

function parseJsonBody(bytes: Buffer, options: DecodeOptions): ParsedBody {
  try {
    const { value, scan } = parseJsonWithLiterals(bytes, options.maxValues);
    return { value, keys: scan.keys, duplicates: [] };
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    throw unrecognized(bytes, options, `couldn't get version/kind; json parse error: ${error.message}`);
  }
}

async function parseYamlBody(bytes: Buffer, { maxValues }: DecodeOptions): Promise<ParsedBody> {
  const { value, duplicates } = await parseYaml(bytes, maxValues);
  return { value, duplicates };
}

function openProtobufBody(bytes: Buffer, options: DecodeOptions): ParsedBody {
  try {
    const { apiVersion, kind, raw } = openEnvelope(bytes);
    return {
      value: { apiVersion, kind },
      fields: () => decodeProtobuf(raw, options.schema, options.maxValues),
      duplicates: [],
    };
  } catch (error) {
    throw error instanceof WireError ? unrecognized(bytes, options, error.message) : error;
  }
}

async function attempt<T>(bytes: Buffer, options: DecodeOptions, parse: () => Promise<T>): Promise<T> {
  try {
    return await parse();
  } catch (error) {
    throw error instanceof YamlError ? unrecognized(bytes, options, error.message) : error;
  }
}

function decodeParsed(bytes: Buffer, options: DecodeOptions, body: ParsedBody): DecodedObject {
  const said = saidKind(bytes, options, body.value);
  const refuse = (why: string) =>
    badRequest(`${said.kind} in version ${goQuote(said.version)} cannot be handled as a ${options.gvk.kind}: ${why}`);
  try {
    assertKind(said, options);
    const { object, fieldErrors } = decodeBody(bytes, options, body);
    const warnings = options.fieldValidation === 'Ignore' ? [] : [...body.duplicates, ...fieldErrors];
    if (options.fieldValidation !== 'Strict' || warnings.length === 0) return { object, warnings };
    const strictErrors = [...repeatedKeysError(body.duplicates), ...fieldErrors];
    throw refuse(`strict decoding error: ${strictErrors.join(', ')}`);
  } catch (error) {
    throw isRefusal(error) ? refuse(error.message) : error;
  }
}

function isRefusal(error: unknown): error is Error {
  return error instanceof DecodeError || error instanceof KindError || error instanceof WireError;
}

/** What the body says it is, completed by what the path says. */
function saidKind(bytes: Buffer, options: DecodeOptions, value: Json): GroupVersionKind {
  try {
    return gvkOf(value, options.gvk);
  } catch (error) {
    throw error instanceof KindError ? unrecognized(bytes, options, error.message) : error;
  }
}

interface DecodedBody {
  readonly object: KubeObject;
  readonly fieldErrors: readonly string[];
}

function decodeBody(bytes: Buffer, options: DecodeOptions, body: ParsedBody): DecodedBody {
  const { schema, gvk, contentType } = options;
  const decoder = new ValueDecoder(schema, options.keepEmpty);
  // Go takes null for an empty object here.
  const value = body.fields?.() ?? (isJsonObject(body.value) ? body.value : {});
  const object: KubeObject = { kind: gvk.kind, apiVersion: apiVersionOf(gvk), metadata: {} };
  decodeWhole(decoder, schema, value, object);
  object.kind = gvk.kind;
  object.apiVersion = apiVersionOf(gvk);
  const repeats = contentType === 'json' && body.keys !== decoder.keys;
  const fieldErrors = repeats ? strictErrorsOf(bytes.toString('utf8'), schema) : decoder.strictErrors.list();
  return { object, fieldErrors };
}

/** An empty list of who owns which fields stays, unlike others: it says that nobody does. */
function decodeWhole(decoder: ValueDecoder, schema: ObjectSchema, value: JsonObject, object: KubeObject): void {
  const managedFields = isJsonObject(value.metadata) ? value.metadata.managedFields : undefined;
  decoder.decodeInto(schema, value, object);
  if (Array.isArray(managedFields) && managedFields.length === 0) object.metadata.managedFields = [];
}

export interface DecodedValue {
  readonly value: unknown;
  /** `unknown field "spec.foo"` */
  readonly strictErrors: readonly string[];
}

/**
 * Fits a value that is JSON already to a schema: the result of a patch, a stored object. Takes the value over.
 * @throws DecodeError in Go's words
 */
export function decodeValue(value: Json, schema: Schema): DecodedValue {
  const decoder = new ValueDecoder(schema);
  const decoded = decoder.decode(value);
  return { value: decoded, strictErrors: decoder.strictErrors.list() };
}

export interface DecodedKubeObject {
  readonly object: KubeObject;
  readonly strictErrors: readonly string[];
  readonly values: number;
}

/** As `decodeValue`, of a whole object: its keys start with kind, apiVersion, metadata. */
export function decodeKubeObject(value: KubeObject, schema: ObjectSchema, wording?: Wording): DecodedKubeObject {
  const decoder = new ValueDecoder(schema, false, wording);
  const object: KubeObject = { kind: value.kind, apiVersion: value.apiVersion, metadata: {} };
  decodeWhole(decoder, schema, value, object);
  return { object, strictErrors: decoder.strictErrors.list(), values: decoder.values };
}

const SUMMARY_BYTES = 30;

function unrecognized(bytes: Buffer, { gvk }: DecodeOptions, why: string): Error {
  return badRequest(`the object provided is unrecognized (must be of type ${gvk.kind}): ${why} (${summaryOf(bytes)})`);
}

/** The start of a body that could not be read: as text if it looks like JSON, else in hexadecimal. */
function summaryOf(bytes: Buffer): string {
  if (bytes.length === 0) return '<empty>';
  const start = bytes.subarray(0, SUMMARY_BYTES).toString(bytes[0] === 0x7b ? 'utf8' : 'hex');
  return bytes.length > SUMMARY_BYTES ? `${start} ...` : start;
}
