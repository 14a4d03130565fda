import type { KubeObject } from '../../api/object.ts';
import type { TableDefinition } from '../../registry/resource.ts';
import type { RequestContext } from '../../request/context.ts';
import type { ApiResponse } from '../../request/http.ts';
import { encoded, negotiateOrFail } from '../respond/json.ts';

interface MadeList {
  readonly list: { readonly kind: string; readonly apiVersion: string };
  readonly items: readonly KubeObject[];
}

/** Objects that are made for this answer: one of them, or a list, as rows of a table where the client wants those. */
export function respondMade(context: RequestContext, table: TableDefinition, made: KubeObject | MadeList): ApiResponse {
  const negotiated = negotiateOrFail(context.request, 'any');
  const isList = isMadeList(made);
  if (negotiated.as === 'Table') {
    const items: readonly KubeObject[] = isList ? made.items : [made];
    const rows = items.map((object) => ({ cells: table.cells(object, { now: context.receivedAt }), object }));
    const apiVersion = `meta.k8s.io/${negotiated.version}`;
    const value = { kind: 'Table', apiVersion, metadata: {}, columnDefinitions: table.columns, rows };
    return encoded(context.request, negotiated, 200, value);
  }
  return encoded(context.request, negotiated, 200, isList ? { ...made.list, metadata: {}, items: made.items } : made);
}

function isMadeList(made: KubeObject | MadeList): made is MadeList {
  return 'list' in made;
}
