/** Places in a document, as github.com/evanphx/json-patch v4, which kube-apiserver uses, looks them up and changes them. */
import { goQuote } from '../../api/go-format.ts';
import { MAX_JSON_DEPTH } from '../../api/json.ts';

/** What a place can be in; objects have no prototype. */
export type Container = unknown[] | Record<string, unknown>;

export interface Place {
  readonly container: Container;
  readonly key: string;
}

export const MISSING = 'missing value';

/** Why something cannot be done at a place. */
export class PlaceError extends Error {}

/** Of a pointer. */
const MAX_STEPS = MAX_JSON_DEPTH;

/** @returns undefined where nothing holds the place */
export function placeOf(document: unknown, pointer: string): Place | undefined {
  // Threat: it takes a second to look at a pointer of three million steps. No object nests that deep.
  const [, ...tokens] = pointer.split('/', MAX_STEPS + 2);
  if (tokens.length > MAX_STEPS) return undefined;
  const [key, ...outer] = tokens.map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~')).reverse();
  const container = outer.reduceRight<unknown>(inside, document);
  return key !== undefined && isContainer(container) ? { container, key } : undefined;
}

function inside(container: unknown, key: string): unknown {
  try {
    return isContainer(container) ? valueAt({ container, key }) : undefined;
  } catch {
    return undefined;
  }
}

function isContainer(value: unknown): value is Container {
  return typeof value === 'object' && value !== null;
}

/** An object has nothing under most keys; a list has something at each index, or there is none. @throws PlaceError */
export function valueAt({ container, key }: Place): unknown {
  return Array.isArray(container) ? container[indexAmong(container.length, key)] : container[key];
}

/** In place of what is there. @throws PlaceError */
export function setAt({ container, key }: Place, value: unknown): void {
  if (Array.isArray(container)) container[indexAmong(container.length, key)] = value;
  else container[key] = value;
}

/** Into a list before what is there. @throws PlaceError */
export function addAt({ container, key }: Place, value: unknown): void {
  if (!Array.isArray(container)) container[key] = value;
  else if (key === '-') container.push(value);
  else container.splice(indexToAddAt(container.length, key), 0, value);
}

/** @throws PlaceError */
export function removeAt({ container, key }: Place): void {
  if (Array.isArray(container)) container.splice(indexAmong(container.length, key), 1);
  else if (key in container) delete container[key];
  else throw new PlaceError(`Unable to remove nonexistent key: ${key}: ${MISSING}`);
}

function indexToAddAt(length: number, key: string): number {
  const fault = numberFault(key);
  if (fault !== undefined) throw new PlaceError(`value was not a proper array index: '${key}': ${fault}`);
  return indexAmong(length + 1, key);
}

/** What is negative counts from the end. */
function indexAmong(count: number, key: string): number {
  const fault = numberFault(key);
  if (fault !== undefined) throw new PlaceError(fault);
  const index = Number(key);
  if (index >= count || index < -count) {
    throw new PlaceError(`Unable to access invalid index: ${index}: invalid index referenced`);
  }
  return index < 0 ? index + count : index;
}

const INTEGER = /^[+-]?\d+$/;
const MAX_INT64 = 2 ** 63;

function numberFault(key: string): string | undefined {
  const isInteger = INTEGER.test(key);
  if (isInteger && Math.abs(Number(key)) < MAX_INT64) return undefined;
  return `strconv.Atoi: parsing ${goQuote(key)}: ${isInteger ? 'value out of range' : 'invalid syntax'}`;
}
