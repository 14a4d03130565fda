/**
 * The OpenAPI v2 document in gnostic's protobuf form, which kubectl insists on where it validates by itself: for lists
 * of objects. It names the server and defines no kinds; clients let kinds that it does not define pass, and every object
 * is validated here when it arrives.
 */

export const PROTOBUF_V2 = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf';
const ACCEPTS = /application\/com\.github\.proto-openapi\.spec\.v2[@.]v1\.0\+protobuf/;

export function acceptsProtobufV2(accept: string): boolean {
  return ACCEPTS.test(accept);
}

/** openapi.v2.Document { swagger = 1, info = 2 { title = 1, version = 2 } } */
export function protobufDocument(version: string): Buffer {
  const info = Buffer.concat([field(1, 'Kubernetes'), field(2, version)]);
  return Buffer.concat([field(1, '2.0'), field(2, info)]);
}

const LENGTH_DELIMITED = 2;
const MAX_SINGLE_BYTE = 127;

function field(number: number, value: string | Buffer): Buffer {
  const bytes = Buffer.from(value as string);
  if (bytes.length > MAX_SINGLE_BYTE) throw new RangeError('the value is longer than its one-byte length can say');
  return Buffer.concat([Buffer.from([(number << 3) | LENGTH_DELIMITED, bytes.length]), bytes]);
}
