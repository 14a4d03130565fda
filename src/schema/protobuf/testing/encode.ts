/** Writes objects as Go writes them in protobuf: scalars that are no pointers are there even when they are zero. For tests. */
import { encodeJson } from '../../../api/json.ts';
import type { JsonObject } from '../../../api/object.ts';
import type { ObjectSchema, ScalarSchema, Schema } from '../../schema.ts';
import type { MessageField } from '../field-table.ts';
import { type Message, messageOf } from '../messages.ts';
import type { WireField } from '../wire.ts';
import { bytes, field, integer } from './wire-writer.ts';

export function encodeProtobuf(object: JsonObject, schema: ObjectSchema): Buffer {
  return encodeMessage(object, schema, messageOf(schema.name));
}

function encodeMessage(object: JsonObject, schema: ObjectSchema, message: Message): Buffer {
  return Buffer.concat([...message.fields].map(([number, row]) => encodeRow(number, row, object, schema, message)));
}

function encodeRow(number: number, row: MessageField, object: JsonObject, schema: ObjectSchema, message: Message) {
  if (row.kind === 'embedded') return bytes(number, encodeMessage(object, schema, message.embedded(row.message)));
  const { schema: type } = schema.fields.get(row.name)!;
  const value = object[row.name] ?? (row.omitsZero ? zeroOf(type) : undefined);
  return value === undefined ? Buffer.alloc(0) : encodeField(number, type, value);
}

function zeroOf({ kind }: Schema): unknown {
  if (kind === 'string') return '';
  return kind === 'boolean' ? false : 0;
}

function encodeField(number: number, schema: Schema, value: any): Buffer {
  switch (schema.kind) {
    case 'list':
      return Buffer.concat(value.map((item: unknown) => encodeField(number, schema.items, item)));
    case 'map': {
      const entries = Object.entries(value).map(([key, item]) =>
        bytes(number, bytes(1, key), encodeMapValue(schema.values, item)),
      );
      return Buffer.concat(entries);
    }
    case 'object':
      return bytes(number, encodeProtobuf(value, schema));
    case 'any':
      return bytes(number, bytes(1, encodeJson(value)));
    case 'quantity':
      return bytes(number, bytes(1, value));
    case 'int-or-string':
      return bytes(number, encodeIntOrString(value));
    default:
      return field({ number, ...encodeScalar(schema, value) } as WireField);
  }
}

function encodeMapValue(schema: Schema, value: unknown): Buffer {
  return schema.kind === 'list' ? bytes(2, encodeField(1, schema, value)) : encodeField(2, schema, value);
}

function encodeIntOrString(value: number | string): Buffer {
  const isText = typeof value === 'string';
  return Buffer.concat([integer(1, isText ? 1 : 0), integer(2, isText ? 0 : value), bytes(3, isText ? value : '')]);
}

function encodeScalar({ kind, format }: ScalarSchema, value: any): Omit<WireField, 'number'> {
  if (kind === 'integer' || kind === 'boolean') return { type: 'varint', value: BigInt(value) };
  if (kind === 'number') {
    const double = Buffer.alloc(8);
    double.writeDoubleLE(value);
    return { type: 'fixed64', value: double };
  }
  if (format === 'byte') return { type: 'bytes', value: Buffer.from(value, 'base64') };
  const isTime = format === 'date-time' || format === 'micro-time';
  return { type: 'bytes', value: isTime ? encodeTime(value) : Buffer.from(value) };
}

function encodeTime(time: string): Buffer {
  const [seconds, micros = '0'] = time.slice(0, -1).split('.');
  return Buffer.concat([integer(1, Date.parse(`${seconds}Z`) / 1000), integer(2, Number(micros) * 1000)]);
}
