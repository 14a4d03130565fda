/** Finds the fields that JSON text names twice, which a parser cannot tell. */
import type { ObjectSchema, Schema } from '../schema.ts';
import { StrictErrors } from './strict-errors.ts';

/**
 * Everything a strict decoder objects to, unknown fields and repeated ones, in the order of the text. Slower than
 * decoding: for text that is known to repeat a key.
 * @param text valid JSON, no deeper than MAX_JSON_DEPTH
 */
export function strictErrorsOf(text: string, schema: ObjectSchema): string[] {
  const scan = new DuplicateScan(text);
  scan.readValue(schema);
  return scan.errors.list();
}

/** The keys that any object of the text repeats: `duplicate field "spec.replicas"`. */
export function duplicateFieldsOf(text: string): string[] {
  const scan = new DuplicateScan(text);
  scan.readValue(EVERYTHING);
  return scan.errors.list();
}

/** In place of a schema: every key is known, and so is everything inside. */
const EVERYTHING = { kind: 'everything' } as const;
/** Undefined: nothing is known of what is inside, and nothing is told of it. */
type Known = Schema | typeof EVERYTHING | undefined;

const SPACE_OR_SEPARATOR = /[\s,:]*/y;
const SCALAR = /[^\s,:[\]{}"]+/y;

class DuplicateScan {
  readonly errors = new StrictErrors();
  readonly #text: string;
  #at = 0;
  readonly #path: (string | number)[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  readValue(schema: Known): void {
    const next = this.#peek();
    if (next === '{') this.#readObject(schema);
    else if (next === '[') this.#readArray(schema?.kind === 'list' ? schema.items : schema);
    else if (next === '"') this.#readString();
    else this.#skip(SCALAR);
  }

  #readObject(schema: Known): void {
    const seen = new Set<string>();
    this.#at++;
    while (this.#peek() !== '}') {
      const key = this.#readString();
      this.#path.push(key);
      this.readValue(this.#memberOf(schema, key, seen));
      this.#path.pop();
    }
    this.#at++;
  }

  #memberOf(schema: Known, key: string, seen: Set<string>): Known {
    const member = memberOf(schema, key);
    if (member && seen.has(key)) this.errors.duplicateField(this.#path);
    if (!member && schema?.kind === 'object') this.errors.unknownField(this.#path);
    seen.add(key);
    return member;
  }

  #readArray(items: Known): void {
    this.#at++;
    for (let index = 0; this.#peek() !== ']'; index++) {
      this.#path.push(index);
      this.readValue(items);
      this.#path.pop();
    }
    this.#at++;
  }

  #readString(): string {
    this.#peek();
    const start = this.#at;
    for (this.#at++; this.#text[this.#at] !== '"'; this.#at++) {
      if (this.#text[this.#at] === '\\') this.#at++;
    }
    this.#at++;
    const raw = this.#text.slice(start, this.#at);
    return raw.includes('\\') ? JSON.parse(raw) : raw.slice(1, -1);
  }

  /** The text is valid, so what stands between two values or keys needs no second look. */
  #peek(): string {
    this.#skip(SPACE_OR_SEPARATOR);
    return this.#text[this.#at]!;
  }

  #skip(pattern: RegExp): void {
    pattern.lastIndex = this.#at;
    pattern.test(this.#text);
    this.#at = pattern.lastIndex;
  }
}

function memberOf(schema: Known, key: string): Known {
  if (schema?.kind === 'object') return schema.fields.get(key)?.schema;
  if (schema?.kind === 'map') return schema.values;
  return schema?.kind === 'everything' ? schema : undefined;
}
