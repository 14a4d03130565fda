/** The structure of kinds: what decoding, defaulting, merging, field ownership and openapi know about every field. */

export type ScalarKind = 'string' | 'integer' | 'number' | 'boolean';

export interface ScalarSchema {
  readonly kind: ScalarKind;
  /** int32, int64, double, byte (base64), date-time (metav1.Time), micro-time */
  readonly format?: 'int32' | 'int64' | 'double' | 'byte' | 'date-time' | 'micro-time';
  /** What OpenAPI tells of a string's values. Nothing is refused by it: that is for the validation of the kind. */
  readonly enum?: readonly string[];
}
/** resource.Quantity: a string or a number. */
export interface QuantitySchema {
  readonly kind: 'quantity';
}
export interface IntOrStringSchema {
  readonly kind: 'int-or-string';
}
/** Free-form JSON (RawExtension, apiextensions JSON, FieldsV1): one atomic value to merges. */
export interface AnySchema {
  readonly kind: 'any';
  /** The definition's name in OpenAPI: `io.k8s.apimachinery.pkg.runtime.RawExtension`. */
  readonly definition?: string;
}
export interface ListSchema {
  readonly kind: 'list';
  readonly items: Schema;
  /** Server-side apply: how items are owned. */
  readonly listType: 'atomic' | 'set' | 'map';
  /** listType map: the fields that identify an item. */
  readonly mapKeys: readonly string[];
  /** Strategic merge patch; absent: replace. */
  readonly patchStrategy?: readonly ('merge' | 'replace' | 'retainKeys')[];
  readonly patchMergeKey?: string;
}
export interface MapSchema {
  readonly kind: 'map';
  readonly values: Schema;
  readonly mapType: 'granular' | 'atomic';
}
export interface ObjectSchema {
  readonly kind: 'object';
  /** The definition's name in OpenAPI: `io.k8s.api.core.v1.Pod`. */
  readonly name: string;
  /** The Go type's short name in messages: `Pod`. */
  readonly typeName: string;
  readonly fields: ReadonlyMap<string, FieldSchema>;
  readonly mapType: 'granular' | 'atomic';
}
export interface FieldSchema {
  readonly schema: Schema;
  readonly required: boolean;
  /** An empty list or map, or a zero scalar, stays in the object. Else decoding leaves it out, as Go's `omitempty` does. */
  readonly keepsEmpty: boolean;
  /** What stands in the object where the field is not set, in kinds that upstream has as Go types; absent: nothing. */
  readonly unset?: 'null' | 'zero';
  /** A default that the schema itself declares (server-side apply fills it into list keys). */
  readonly default?: unknown;
  /** Of an object-typed field in strategic merge patch: `retainKeys`. */
  readonly patchStrategy?: readonly ('merge' | 'replace' | 'retainKeys')[];
}
export type Schema =
  | ScalarSchema
  | QuantitySchema
  | IntOrStringSchema
  | AnySchema
  | ListSchema
  | MapSchema
  | ObjectSchema;
