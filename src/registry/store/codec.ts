/**
 * Objects as storage keeps them and as clients get them. Stored bytes are the object's JSON without a resourceVersion,
 * which only the commit knows; wire bytes are the same with it put in. Both are made once per write.
 */
import { countValues, encodeJson, parseJson } from '../../api/json.ts';
import type { KubeObject } from '../../api/object.ts';
import { StatusError } from '../../api/status.ts';
import { fillUnset } from '../../schema/fill-unset.ts';
import type { ObjectSchema } from '../../schema/schema.ts';
import { deepFreeze } from '../../util/freeze.ts';
import type { Codec } from '../../watch/codec.ts';

/** An object and its wire form: of the cache, or of a write that was not stored (dry run). */
export interface ObjectView {
  /** Frozen. Of the cache, parsed when it is first asked for: answers that are JSON do without. */
  readonly object: KubeObject;
  readonly bytes: Buffer;
}

/** `{"kind":…,"apiVersion":…,"metadata":{…},…}`: this order lets wire bytes and list items be cut from the bytes. */
export function encodeStored(object: KubeObject): Buffer {
  const { kind, apiVersion, metadata, ...rest } = object;
  return Buffer.from(encodeJson({ kind, apiVersion, metadata: { ...metadata, resourceVersion: undefined }, ...rest }));
}

/** etcd's limit of a request: what is stored here must fit there. */
export const MAX_STORED_BYTES = 1.5 * 1024 * 1024;

/** 413 of an object that is larger than what may be stored. */
export class ObjectTooLarge extends StatusError {
  constructor(why: string) {
    super(413, 'RequestEntityTooLarge', `Request entity too large: ${why}`);
  }
}

/**
 * The bytes of an object that a client wrote.
 * @param before the size of the object it takes the place of: one that is too large already may be made no larger
 * @throws ObjectTooLarge
 */
export function encodeWritten(object: KubeObject, maxValues: number, before = 0): Buffer {
  const bytes = encodeStored(object);
  if (bytes.length <= before) return bytes;
  if (bytes.length > MAX_STORED_BYTES) {
    throw new ObjectTooLarge(`the object takes ${bytes.length} bytes, limit is ${MAX_STORED_BYTES}`);
  }
  if (bytes.length > maxValues * LEAST_VALUE_BYTES && countValues(object) > maxValues) {
    throw new ObjectTooLarge(`too many JSON values, limit is ${maxValues}`);
  }
  return bytes;
}

/** A digit and a comma. */
const LEAST_VALUE_BYTES = 2;

const METADATA = Buffer.from('"metadata":{');

/** Where `"metadata":{` starts in bytes that encodeStored made. */
export function metadataOffset(bytes: Uint8Array): number {
  return Buffer.prototype.indexOf.call(bytes, METADATA);
}

/** Stored bytes with the resourceVersion put in. Damaged ones stay as they are: whoever parses them is told. */
export function wireBytes(stored: Buffer, revision: number): Buffer {
  const found = metadataOffset(stored);
  if (found < 0) return stored;
  const at = found + METADATA.length;
  const version = Buffer.from(`"resourceVersion":"${revision}",`);
  const bytes = Buffer.allocUnsafe(stored.length + version.length);
  stored.copy(bytes, 0, 0, at);
  version.copy(bytes, at);
  stored.copy(bytes, at + version.length, at);
  return bytes;
}

/** JSON.parse would round integers beyond 2^53; a run of digits this long may hold one. */
const LONG_DIGITS = /\d{16}/;

/**
 * Between storage and watch cache: a writer's own object is used as it is, other bytes are parsed when needed. Threat: an
 * object of the cache is what updates start from and what validators are told was there before (CVE-2021-25735), so it is
 * frozen.
 */
export const objectCodec: Codec = codecOf((object) => object);

/** `objectCodec`, of objects that a release may have stored which did not show all that is unset. */
export function completingCodec(schema: ObjectSchema): Codec {
  return codecOf((object) => fillUnset(object, schema));
}

function codecOf(complete: (parsed: KubeObject) => KubeObject): Codec {
  return {
    bytes: ({ value, revision }) => wireBytes(value, revision),
    object: (bytes, { revision, attachment }) =>
      deepFreeze(attachment ? withRevision(attachment as KubeObject, revision) : complete(parseWire(bytes))),
  };
}

export function withRevision(object: KubeObject, revision: number): KubeObject {
  return { ...object, metadata: { ...object.metadata, resourceVersion: String(revision) } };
}

function parseWire(bytes: Buffer): KubeObject {
  const text = bytes.toString();
  return (LONG_DIGITS.test(text) ? parseJson(bytes, Number.POSITIVE_INFINITY) : JSON.parse(text)) as KubeObject;
}

const VERSION_END = Buffer.from('",');

/** Wire bytes as of another revision: how a watch that an object leaves shows it, and a deletion the object it removed. */
export function wireBytesAt(wire: Buffer, revision: number): Buffer {
  const found = metadataOffset(wire);
  if (found < 0) return wire;
  const at = found + METADATA.length;
  const rest = wire.indexOf(VERSION_END, at) + VERSION_END.length;
  const version = Buffer.from(`"resourceVersion":"${revision}",`);
  return Buffer.concat([wire.subarray(0, at), version, wire.subarray(rest)]);
}
