import { isJsonObject, type JsonObject } from '../../api/object.ts';
import type { ObjectName } from './account-user.ts';

/** Reads values of expected types, and remembers whether one was of another. */
export class ClaimReader {
  failed = false;

  text(value: unknown): string {
    if (typeof value === 'string' && value !== '') return value;
    this.failed = true;
    return '';
  }

  number(value: unknown): number {
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    this.failed = true;
    return Number.NaN;
  }

  optional<T>(value: unknown, read: (value: unknown) => T): T | undefined {
    return value === undefined || value === null ? undefined : read(value);
  }

  optionalText(value: unknown): string | undefined {
    return this.optional(value, (text) => this.text(text));
  }

  optionalNumber(value: unknown): number | undefined {
    return this.optional(value, (number) => this.number(number));
  }

  /** One, or a list (RFC 7519, 4.1.3). */
  audiences(value: unknown): string[] {
    if (value === undefined) return [];
    return (Array.isArray(value) ? value : [value]).map((audience) => this.text(audience));
  }

  object(value: unknown): ObjectName {
    const object = this.#object(value);
    return { name: this.text(object.name), uid: this.text(object.uid) };
  }

  node(value: unknown): { name: string; uid: string | undefined } {
    const object = this.#object(value);
    return { name: this.text(object.name), uid: this.optionalText(object.uid) };
  }

  #object(value: unknown): JsonObject {
    if (isJsonObject(value)) return value;
    this.failed = true;
    return {};
  }
}
