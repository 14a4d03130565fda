/** The messages of gnostic's openapi.v2, as far as our documents have what they hold. */
import {
  delimited,
  type Encode,
  type Fields,
  field,
  message,
  named,
  namedEntry,
  repeated,
  text,
  wrapped,
} from './protobuf-writer.ts';

/** gnostic keeps what it does not model as YAML, which JSON is. */
const any: Encode = (value) => delimited(2, text(JSON.stringify(value)));
const flag: Encode = () => Buffer.alloc(0);

/** A message that takes `x-…` properties into a field of their own. */
function extensible(extensions: number, fields: () => Fields): Encode {
  return message(fields, (value) =>
    Buffer.concat(
      Object.entries(value)
        .filter(([name]) => name.startsWith('x-'))
        .map(([name, extension]) => namedEntry(extensions, name, any(extension))),
    ),
  );
}

export const schema: Encode = extensible(31, () => SCHEMA);
const SCHEMA: Fields = {
  $ref: field(1, text),
  format: field(2, text),
  description: field(4, text),
  required: repeated(19, text),
  enum: repeated(20, any),
  additionalProperties: field(21, wrapped(1, schema)),
  type: field(22, wrapped(1, text)),
  items: field(23, wrapped(1, schema)),
  properties: field(25, named(1, schema)),
};

const bodyParameter = message(() => ({
  name: field(2, text),
  in: field(3, text),
  required: field(4, flag),
  schema: field(5, schema),
}));
const PARAMETER: Fields = {
  required: field(1, flag),
  in: field(2, text),
  description: field(3, text),
  name: field(4, text),
};
const queryParameter = message(() => ({ ...PARAMETER, type: field(6, text) }));
const pathParameter = message(() => ({ ...PARAMETER, type: field(5, text) }));

const parameter: Encode = (value) => {
  if (value.in === 'body') return delimited(1, delimited(1, bodyParameter(value)));
  const nonBody = value.in === 'query' ? delimited(3, queryParameter(value)) : delimited(4, pathParameter(value));
  return delimited(1, delimited(2, nonBody));
};

const response = message(() => ({ description: field(1, text), schema: field(2, wrapped(1, schema)) }));

const operation = extensible(13, () => ({
  tags: repeated(1, text),
  description: field(3, text),
  operationId: field(5, text),
  produces: repeated(6, text),
  consumes: repeated(7, text),
  parameters: repeated(8, parameter),
  responses: field(9, named(1, wrapped(1, response))),
  schemes: repeated(10, text),
}));

export const pathItem: Encode = message(() => ({
  get: field(2, operation),
  put: field(3, operation),
  post: field(4, operation),
  delete: field(5, operation),
  options: field(6, operation),
  head: field(7, operation),
  patch: field(8, operation),
  parameters: repeated(9, parameter),
}));

const apiKey = message(() => ({
  type: field(1, text),
  name: field(2, text),
  in: field(3, text),
  description: field(4, text),
}));

/** All but the paths and definitions. */
export const frame: Encode = message(() => ({
  swagger: field(1, text),
  info: field(
    2,
    message(() => ({ title: field(1, text), version: field(2, text) })),
  ),
  security: repeated(
    12,
    named(1, (values: string[]) => Buffer.concat(values.map((value) => delimited(1, text(value))))),
  ),
  securityDefinitions: field(13, named(1, wrapped(2, apiKey))),
}));

export const PATHS = 8;
export const PATH = 2;
export const DEFINITIONS = 9;
export const DEFINITION = 1;
