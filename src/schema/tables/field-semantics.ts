/** The vocabulary of the list-semantics tables: how a field's list, map or struct is owned and merged. */

export interface FieldSemantics {
  /** Server-side apply, of lists. Absent: atomic. */
  readonly listType?: 'atomic' | 'set' | 'map';
  readonly mapKeys?: readonly string[];
  /** Server-side apply, of maps and structs. Absent: granular. */
  readonly mapType?: 'atomic' | 'granular';
  /** Strategic merge patch. Absent: a list is replaced, a map or struct merged. */
  readonly patchStrategy?: readonly ('merge' | 'replace' | 'retainKeys')[];
  readonly patchMergeKey?: string;
}

/** Semantics of the fields of each definition of one Go package; the key `SELF` speaks of the struct itself. */
export type PackageSemantics = Readonly<Record<string, Readonly<Record<string, FieldSemantics>>>>;

export const SELF = '(self)';

export const atomic: FieldSemantics = { listType: 'atomic' };
export const set: FieldSemantics = { listType: 'set' };
export const mergedSet: FieldSemantics = { listType: 'set', patchStrategy: ['merge'] };
export const atomicMap: FieldSemantics = { mapType: 'atomic' };
export const granularMap: FieldSemantics = { mapType: 'granular' };

export function mapOf(...mapKeys: string[]): FieldSemantics {
  return { listType: 'map', mapKeys };
}

/** Strategic merge by one field; server-side apply by the same field unless `owned` says otherwise. */
export function mergedOn(patchMergeKey: string, owned = mapOf(patchMergeKey)): FieldSemantics {
  return { ...owned, patchStrategy: ['merge'], patchMergeKey };
}

/** A struct with a strategic merge strategy of its own. */
export function patched(strategy: 'replace' | 'retainKeys'): FieldSemantics {
  return { patchStrategy: [strategy] };
}
