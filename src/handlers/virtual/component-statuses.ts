/** ComponentStatus (deprecated upstream, still what `kubectl get cs` asks for): the health of the store. */
import type { KubeObject } from '../../api/object.ts';
import { notFound } from '../../api/status.ts';
import type { TableDefinition } from '../../registry/resource.ts';
import type { RequestContext } from '../../request/context.ts';
import type { ApiResponse } from '../../request/http.ts';
import { encoded, negotiateOrFail } from '../respond/json.ts';
import type { VirtualEndpoint } from './endpoint.ts';

const DEPRECATION = 'v1 ComponentStatus is deprecated in v1.19+';
const NAME = 'etcd-0';

/** @param storeError what is wrong with the store; undefined while it works */
export function componentStatuses(storeError: () => string | undefined, table: TableDefinition): VirtualEndpoint {
  return {
    group: '',
    version: 'v1',
    name: 'componentstatuses',
    singular: 'componentstatus',
    kind: 'ComponentStatus',
    namespaced: false,
    shortNames: ['cs'],
    verbs: ['get', 'list'],
    handle(context, info) {
      context.warnings.push(DEPRECATION);
      const status = statusOf(storeError());
      if (info.verb === 'list') return respond(context, table, [status], true);
      if (info.name !== NAME) throw notFound({ group: '', resource: 'componentstatuses' }, info.name);
      return respond(context, table, [status], false);
    },
  };
}

function statusOf(error: string | undefined): KubeObject {
  const condition = error === undefined ? { status: 'True', message: 'ok' } : { status: 'False', error };
  return {
    kind: 'ComponentStatus',
    apiVersion: 'v1',
    metadata: { name: NAME },
    conditions: [{ type: 'Healthy', ...condition }],
  };
}

function respond(
  context: RequestContext,
  table: TableDefinition,
  items: readonly KubeObject[],
  isList: boolean,
): ApiResponse {
  const negotiated = negotiateOrFail(context.request, 'any');
  if (negotiated.as === 'Table') {
    const rows = items.map((object) => ({ cells: table.cells(object, { now: context.receivedAt }), object }));
    const apiVersion = `meta.k8s.io/${negotiated.version}`;
    const value = { kind: 'Table', apiVersion, metadata: {}, columnDefinitions: table.columns, rows };
    return encoded(context.request, negotiated, 200, value);
  }
  const list = { kind: 'ComponentStatusList', apiVersion: 'v1', metadata: {}, items };
  return encoded(context.request, negotiated, 200, isList ? list : items[0]);
}
