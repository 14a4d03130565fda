/** JSON values as Go's fmt writes the maps, slices and scalars that they are decoded into there. */
import { isJsonObject } from '../../api/object.ts';

/** `%v`: `map[image:x ports:[80 443]]`. */
export function goPrint(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (Array.isArray(value)) return `[${value.map(goPrint).join(' ')}]`;
  if (!isJsonObject(value)) return String(value);
  const members = Object.keys(value).sort();
  return `map[${members.map((key) => `${key}:${goPrint(value[key])}`).join(' ')}]`;
}

/** `%s` of what may be no string: `%!s(bool=true)`. */
export function goVerbS(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === null) return '%!s(<nil>)';
  return `%!s(${goTypeName(value)}=${goPrint(value)})`;
}

/** `%s` of reflect.TypeOf. */
export function goTypeName(value: unknown): string {
  if (value === null || value === undefined) return '%!s(<nil>)';
  if (Array.isArray(value)) return '[]interface {}';
  switch (typeof value) {
    case 'object':
      return 'map[string]interface {}';
    case 'boolean':
      return 'bool';
    case 'number':
      return Number.isInteger(value) ? 'int64' : 'float64';
    default:
      return typeof value === 'bigint' ? 'int64' : 'string';
  }
}
