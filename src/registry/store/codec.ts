/**
 * Objects as storage keeps them and as clients get them. Stored bytes are the object's JSON without a resourceVersion,
 * which only the commit knows; wire bytes are the same with it put in. Both are made once per write.
 */
import { encodeJson, parseJson } from '../../api/json.ts';
import type { KubeObject } from '../../api/object.ts';
import type { Codec } from '../../watch/codec.ts';

/** An object and its wire form: of the cache, or of a write that was not stored (dry run). */
export interface ObjectView {
  readonly object: KubeObject;
  readonly bytes: Buffer;
}

/** `{"kind":…,"apiVersion":…,"metadata":{…},…}`: this order lets wire bytes and list items be cut from the bytes. */
export function encodeStored(object: KubeObject): Buffer {
  const { kind, apiVersion, metadata, ...rest } = object;
  return Buffer.from(encodeJson({ kind, apiVersion, metadata: { ...metadata, resourceVersion: undefined }, ...rest }));
}

const METADATA = Buffer.from('"metadata":{');

/** Where `"metadata":{` starts in bytes that encodeStored made. */
export function metadataOffset(bytes: Uint8Array): number {
  return Buffer.prototype.indexOf.call(bytes, METADATA);
}

/** Stored bytes with the resourceVersion put in. */
export function wireBytes(stored: Buffer, revision: number): Buffer {
  const at = metadataOffset(stored) + METADATA.length;
  const version = Buffer.from(`"resourceVersion":"${revision}",`);
  const bytes = Buffer.allocUnsafe(stored.length + version.length);
  stored.copy(bytes, 0, 0, at);
  version.copy(bytes, at);
  stored.copy(bytes, at + version.length, at);
  return bytes;
}

/** JSON.parse would round integers beyond 2^53; a run of digits this long may hold one. */
const LONG_DIGITS = /\d{16}/;

/** Between storage and watch cache: a writer's own object is used as it is, other bytes are parsed when needed. */
export const objectCodec: Codec = {
  bytes: ({ value, revision }) => wireBytes(value, revision),
  object: (bytes, { revision, attachment }) => {
    const object = (attachment as KubeObject | undefined) ?? parseStored(bytes);
    object.metadata.resourceVersion = String(revision);
    return object;
  },
};

function parseStored(bytes: Buffer): KubeObject {
  const text = bytes.toString();
  return (LONG_DIGITS.test(text) ? parseJson(bytes) : JSON.parse(text)) as KubeObject;
}
