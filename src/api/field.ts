/**
 * Field errors of validation: where in an object, what is wrong, in the words that clients of kube-apiserver know
 * (k8s.io/apimachinery/pkg/util/validation/field).
 */
import { goQuote } from './go-format.ts';

export type FieldErrorType =
  | 'FieldValueNotFound'
  | 'FieldValueRequired'
  | 'FieldValueDuplicate'
  | 'FieldValueInvalid'
  | 'FieldValueNotSupported'
  | 'FieldValueForbidden'
  | 'FieldValueTooLong'
  | 'FieldValueTooMany'
  | 'InternalError'
  | 'FieldValueTypeInvalid';

const TITLES: Record<FieldErrorType, string> = {
  FieldValueNotFound: 'Not found',
  FieldValueRequired: 'Required value',
  FieldValueDuplicate: 'Duplicate value',
  FieldValueInvalid: 'Invalid value',
  FieldValueNotSupported: 'Unsupported value',
  FieldValueForbidden: 'Forbidden',
  FieldValueTooLong: 'Too long',
  FieldValueTooMany: 'Too many',
  FieldValueTypeInvalid: 'Invalid value',
  InternalError: 'Internal error',
};

/** Where a value stands in an object: `spec.containers[0].name`, `metadata.labels[a/b]`. Immutable; cheap to extend. */
export class FieldPath {
  readonly #parent: FieldPath | undefined;
  readonly #element: string;

  private constructor(parent: FieldPath | undefined, element: string) {
    this.#parent = parent;
    this.#element = element;
  }

  static root(name: string, ...more: string[]): FieldPath {
    return new FieldPath(undefined, name).child(...more);
  }

  child(...names: string[]): FieldPath {
    let path: FieldPath = this;
    for (const name of names) path = new FieldPath(path, path.#element === '' && !path.#parent ? name : `.${name}`);
    return path;
  }

  index(position: number): FieldPath {
    return new FieldPath(this, `[${position}]`);
  }

  /** An entry of a map. */
  key(key: string): FieldPath {
    return new FieldPath(this, `[${key}]`);
  }

  toString(): string {
    return this.#parent ? this.#parent.toString() + this.#element : this.#element;
  }
}

/** `path('spec', 'containers')`. */
export function path(name: string, ...more: string[]): FieldPath {
  return FieldPath.root(name, ...more);
}

/** A value that messages show otherwise than as its JSON. */
export class GoValue {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** For errors about a whole whose value would say nothing: the message leaves it out. */
export const NO_VALUE: GoValue = new GoValue('');

/** Threat: a value can be megabytes long, and would stand in the answer several times. */
const MOST_SHOWN = 8192;

/** Go's JSON may stand in HTML. */
const ESCAPED_BY_GO = /[<>&\u2028\u2029]/g;

/** How an error message shows a bad value: strings quoted as Go quotes them, the rest as JSON. */
function showValue(value: unknown): string {
  if (value instanceof GoValue) return shorten(value.text);
  return typeof value === 'string' ? goQuote(shorten(value)) : shorten(showUnquoted(value));
}

function shorten(text: string): string {
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}...` : text;
}

function showUnquoted(value: unknown): string {
  if (value === undefined || value === null) return 'null';
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'object') {
    const json = JSON.stringify(value, (_key, inner) => (typeof inner === 'bigint' ? Number(inner) : inner));
    return json.replaceAll(ESCAPED_BY_GO, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
  }
  return String(value);
}

export class FieldError {
  readonly type: FieldErrorType;
  readonly field: string;
  readonly value: unknown;
  readonly detail: string;

  constructor(type: FieldErrorType, field: FieldPath | string, value: unknown, detail: string) {
    this.type = type;
    this.field = field.toString();
    this.value = value;
    this.detail = detail;
  }

  get causeReason(): string {
    return this.type;
  }

  /** The message without its path: `Invalid value: "x": must be …`. */
  get body(): string {
    const bare =
      this.type === 'FieldValueRequired' ||
      this.type === 'FieldValueForbidden' ||
      this.type === 'FieldValueTooLong' ||
      this.value === NO_VALUE;
    const head = bare ? TITLES[this.type] : `${TITLES[this.type]}: ${showValue(this.value)}`;
    return this.detail === '' ? head : `${head}: ${this.detail}`;
  }

  toString(): string {
    return `${this.field}: ${this.body}`;
  }
}

export function required(at: FieldPath, detail = ''): FieldError {
  return new FieldError('FieldValueRequired', at, '', detail);
}
export function invalidValue(at: FieldPath, value: unknown, detail: string): FieldError {
  return new FieldError('FieldValueInvalid', at, value, detail);
}
/** @param supported never changed; in the order in which the message names them; upstream sorts them in most places */
export function notSupported(at: FieldPath, value: unknown, supported: readonly string[]): FieldError {
  return new FieldError('FieldValueNotSupported', at, value, supportedValues(supported));
}

/** Rules hand in the same list every time, and an object may break one thousands of times. */
const remembered = new WeakMap<readonly string[], string>();

function supportedValues(supported: readonly string[]): string {
  let text = remembered.get(supported);
  if (text === undefined) {
    text = supported.length ? `supported values: ${supported.map(goQuote).join(', ')}` : '';
    remembered.set(supported, text);
  }
  return text;
}

export function duplicate(at: FieldPath, value: unknown): FieldError {
  return new FieldError('FieldValueDuplicate', at, value, '');
}
export function forbiddenField(at: FieldPath, detail: string): FieldError {
  return new FieldError('FieldValueForbidden', at, '', detail);
}
export function fieldNotFound(at: FieldPath, value: unknown): FieldError {
  return new FieldError('FieldValueNotFound', at, value, '');
}
export function typeInvalid(at: FieldPath, value: unknown, detail: string): FieldError {
  return new FieldError('FieldValueTypeInvalid', at, value, detail);
}
export function tooLong(at: FieldPath, maximum: number): FieldError {
  const unit = maximum === 1 ? 'byte' : 'bytes';
  return new FieldError(
    'FieldValueTooLong',
    at,
    '',
    maximum < 0 ? 'value is too long' : `may not be more than ${maximum} ${unit}`,
  );
}
export function tooMany(at: FieldPath, actual: number, maximum: number): FieldError {
  const unit = maximum === 1 ? 'item' : 'items';
  const detail = maximum < 0 ? 'has too many items' : `must have at most ${maximum} ${unit}`;
  return new FieldError('FieldValueTooMany', at, actual, detail);
}
