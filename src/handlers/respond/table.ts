/** Objects as rows of a Table, which is what kubectl prints (meta.k8s.io/v1 Table). */

import { invalidValue, path } from '../../api/field.ts';
import type { KubeObject } from '../../api/object.ts';
import { badRequest } from '../../api/status.ts';
import { type Scope, toServed } from '../scope.ts';
import { partialOf } from './partial.ts';

export type IncludeObject = 'None' | 'Metadata' | 'Object';

/** @throws StatusError 400 */
export function includeObject(query: URLSearchParams): IncludeObject {
  const value = query.get('includeObject') ?? '';
  if (value === '' || value === 'Metadata') return 'Metadata';
  if (value === 'None' || value === 'Object') return value;
  const error = invalidValue(path('includeObject'), value, "must be 'Metadata', 'Object', 'None', or empty");
  throw badRequest(`Unable to convert to Table as requested: ${error}`);
}

export interface TableRow {
  readonly cells: unknown[];
  readonly object?: unknown;
}

/** @param object in the stored version */
export function tableRow(scope: Scope, object: KubeObject, include: IncludeObject, version: string): TableRow {
  const cells = scope.table.cells(object, { now: scope.dependencies.clock.now() });
  if (include === 'None') return { cells, object: null };
  return { cells, object: include === 'Object' ? toServed(scope, object) : partialOf(object, version) };
}

export function tableOf(scope: Scope, rows: readonly TableRow[], metadata: object, version: string, columns: boolean) {
  return {
    kind: 'Table',
    apiVersion: `meta.k8s.io/${version}`,
    metadata,
    columnDefinitions: columns ? scope.table.columns : [],
    rows,
  };
}
