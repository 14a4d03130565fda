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

  /** @param schema undefined: nothing is known of what is inside, and nothing is told of it */
  readValue(schema: Schema | undefined): void {
    const next = this.#peek();
    if (next === '{') this.#readObject(schema);
    else if (next === '[') this.#readArray(schema?.kind === 'list' ? schema.items : undefined);
    else if (next === '"') this.#readString();
    else this.#skip(SCALAR);
  }

  #readObject(schema: Schema | undefined): void {
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

  #memberOf(schema: Schema | undefined, key: string, seen: Set<string>): Schema | undefined {
    if (schema?.kind !== 'object' && schema?.kind !== 'map') return undefined;
    const member = schema.kind === 'map' ? schema.values : schema.fields.get(key)?.schema;
    if (!member) this.errors.unknownField(this.#path);
    else if (seen.has(key)) this.errors.duplicateField(this.#path);
    seen.add(key);
    return member;
  }

  #readArray(items: Schema | undefined): void {
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
