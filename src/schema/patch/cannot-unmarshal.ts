import { kindOf } from '../decode/go-words.ts';

/** What Go's decoder says of a value of another type than the one that is wanted. */
export function cannotUnmarshal(value: unknown, type: string): string {
  return `json: cannot unmarshal ${kindOf(value)} into Go value of type ${type}`;
}

export const GO_OBJECT = 'map[string]interface {}';
