/**
 * What expressions work on. null, bool, double and string are JavaScript's own; int is bigint, bytes Uint8Array, list a
 * plain array; the rest are the classes below. A value never changes, save for accumulators that only their fold sees.
 */
import type { Type } from '../check/types.ts';
import type { Meter } from '../eval/meter.ts';

export type Value =
  | null
  | boolean
  | bigint
  | number
  | string
  | Uint8Array
  | Uint
  | Timestamp
  | Duration
  | TypeValue
  | Optional
  | MapValue
  | ObjectValue
  | readonly Value[];

/** An error is a value too: `false && error` is false. */
export type Result = Value | EvaluationError;

export class EvaluationError {
  readonly message: string;

  constructor(message: string) {
    this.message = message;
  }
}

export function isError(value: unknown): value is EvaluationError {
  return value instanceof EvaluationError;
}

export class Uint {
  readonly value: bigint;

  constructor(value: bigint) {
    this.value = value;
  }
}

/** An instant: nanoseconds since 1970, from year 1 to 9999. */
export class Timestamp {
  readonly nanos: bigint;

  constructor(nanos: bigint) {
    this.nanos = nanos;
  }
}

export class Duration {
  readonly nanos: bigint;

  constructor(nanos: bigint) {
    this.nanos = nanos;
  }
}

/** A type as a value: `type(1) == int`. */
export class TypeValue {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

export class Optional {
  static readonly NONE = new Optional(undefined);
  readonly value: Value | undefined;

  private constructor(value: Value | undefined) {
    this.value = value;
  }

  static of(value: Value): Optional {
    return new Optional(value);
  }
}

/** A map; keys are bool, int, uint and string, and 1, 1u and 1.0 are one key. */
export abstract class MapValue {
  abstract readonly size: number;
  abstract get(key: Value): Result | undefined;
  abstract has(key: Value): boolean;
  abstract keys(): Iterable<Value>;
}

/** Values of types that a library or a type provider brings: messages, URLs, quantities, an authorizer. */
export abstract class ObjectValue {
  /** Runtime type; its name is that of `type(value)`. */
  abstract readonly type: Type;

  abstract equals(other: Value, meter: Meter): boolean;

  /** A field's value; an error where there is none. */
  field(name: string): Result {
    return new EvaluationError(`no such field '${name}'`);
  }

  /** `has(value.name)`. */
  hasField(name: string): Result {
    return new EvaluationError(`no such field '${name}'`);
  }

  /** Whether `optional.ofNonZeroValue` takes it for empty. */
  isZero(): boolean {
    return false;
  }

  /** As plain JSON; an error where there is no such form. */
  toJson(): unknown {
    return new EvaluationError(`${this.type.name} has no form in JSON`);
  }
}
