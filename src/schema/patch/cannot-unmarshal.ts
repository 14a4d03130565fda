import { isJsonObject } from '../../api/object.ts';

/** What Go's decoder says of a value of another type than the one that is wanted. */
export function cannotUnmarshal(value: unknown, type: string): string {
  const what = isJsonObject(value) ? 'object' : Array.isArray(value) ? 'array' : typeof value;
  return `json: cannot unmarshal ${what === 'boolean' ? 'bool' : what} into Go value of type ${type}`;
}

export const GO_OBJECT = 'map[string]interface {}';
