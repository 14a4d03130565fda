import type { Codec } from '../codec.ts';

/** For tests: values are JSON objects with metadata, laid out as the stored ones are. */
export const testCodec: Codec = {
  bytes: ({ value, revision }) =>
    Buffer.from(value.toString().replace('"metadata":{', `"metadata":{"resourceVersion":"${revision}",`)),
  object: (bytes) => JSON.parse(bytes.toString()),
};
