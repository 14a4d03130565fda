/** Values as plain JSON. */
import { setOwn } from '../../util/json-value.ts';
import { formatDuration, formatTimestamp } from './time.ts';
import { Duration, EvaluationError, isError, MapValue, ObjectValue, Timestamp, Uint, type Value } from './value.ts';

/** What a value is in JSON; an error for what JSON has no form for, as a type or a function's result may be. */
export function toJson(value: Value): unknown {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : notJson(String(value));
  if (typeof value === 'bigint') return integer(value);
  if (value instanceof Uint) return integer(value.value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (value instanceof Timestamp) return formatTimestamp(value);
  if (value instanceof Duration) return formatDuration(value);
  if (Array.isArray(value)) return listToJson(value);
  if (value instanceof MapValue) return mapToJson(value);
  return value instanceof ObjectValue ? value.toJson() : notJson('a value of this type');
}

function integer(value: bigint): number | bigint {
  return BigInt.asIntN(53, value) === value ? Number(value) : value;
}

function notJson(what: string): EvaluationError {
  return new EvaluationError(`${what} has no form in JSON`);
}

function listToJson(values: readonly Value[]): unknown {
  const items: unknown[] = [];
  for (const value of values) {
    const item = toJson(value);
    if (isError(item)) return item;
    items.push(item);
  }
  return items;
}

function mapToJson(map: MapValue): unknown {
  return membersToJson([...map.keys()].map((key) => [key, map.get(key)!] as const));
}

/** An object with the members, in their order; keys must be strings. */
export function membersToJson(members: Iterable<readonly [Value, Value | EvaluationError]>): unknown {
  const object: Record<string, unknown> = {};
  for (const [key, value] of members) {
    if (typeof key !== 'string') return notJson('a map with keys that are no strings');
    const member = isError(value) ? value : toJson(value);
    if (isError(member)) return member;
    setOwn(object, key, member);
  }
  return object;
}
