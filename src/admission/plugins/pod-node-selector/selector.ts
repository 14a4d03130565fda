import { FieldError } from '../../../api/field.ts';
import { isLabelValue, isQualifiedName } from '../../../api/names.ts';

/** Labels that a node must have. */
export type Selector = ReadonlyMap<string, string>;

export const EVERY_NODE: Selector = new Map();

/**
 * `env=production,disk=ssd`, as annotations of namespaces and the plugin's configuration have it.
 * @throws Error in upstream's words
 */
export function parseSelector(text: string): Selector {
  if (text === '') return EVERY_NODE;
  return new Map(text.split(',').map(parseLabel));
}

function parseLabel(text: string): [key: string, value: string] {
  const parts = text.split('=');
  if (parts.length !== 2) throw new Error(`invalid selector: [${parts.join(' ')}]`);
  const [key, value] = parts.map((part) => part.trim()) as [string, string];
  check(NO_PATH, key, isQualifiedName(key));
  check(`[${key}]`, value, isLabelValue(value));
  return [key, value];
}

/** Upstream has no place to name. */
const NO_PATH = '<nil>';

function check(at: string, value: string, complaints: readonly string[]): void {
  if (complaints.length === 0) return;
  throw new Error(`${new FieldError('FieldValueInvalid', at, value, complaints.join('; '))}`);
}
