/**
 * The OpenAPI v2 document in gnostic's protobuf form: kubectl asks for it where it validates by itself (lists of objects),
 * and for `kubectl explain --output plaintext-openapiv2`; before v1.27 for all that it knows of kinds.
 */
import type { JsonObject } from '../../../api/object.ts';
import { DEFINITION, DEFINITIONS, frame, PATH, PATHS, pathItem, schema } from './gnostic.ts';
import { delimited, type Encode, namedEntry } from './protobuf-writer.ts';

export const PROTOBUF_V2 = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf';
const ACCEPTS = /application\/com\.github\.proto-openapi\.spec\.v2[@.]v1\.0\+protobuf/;

export function acceptsProtobufV2(accept: string): boolean {
  return ACCEPTS.test(accept);
}

/** openapi.v2.Document. Yields now and then, for whoever must not hold up others; returns the bytes. */
export function* protobufDocument(document: JsonObject): Generator<void, Buffer> {
  const paths = yield* entries(PATH, document.paths, pathItem);
  const definitions = yield* entries(DEFINITION, document.definitions, schema);
  return Buffer.concat([frame(document), delimited(PATHS, paths), delimited(DEFINITIONS, definitions)]);
}

const AT_ONCE = 50;

function* entries(number: number, map: JsonObject, encode: Encode): Generator<void, Buffer> {
  const written: Buffer[] = [];
  for (const [name, value] of Object.entries(map)) {
    written.push(namedEntry(number, name, encode(value)));
    if (written.length % AT_ONCE === 0) yield;
  }
  return Buffer.concat(written);
}
