/** ComponentStatus (deprecated upstream, still what `kubectl get cs` asks for): the health of the store. */
import type { KubeObject } from '../../api/object.ts';
import { notFound } from '../../api/status.ts';
import type { TableDefinition } from '../../registry/resource.ts';
import { tellDeprecation } from '../deprecation.ts';
import type { VirtualEndpoint } from './endpoint.ts';
import { respondMade } from './respond-made.ts';

const DEPRECATION = 'v1 ComponentStatus is deprecated in v1.19+';
const NAME = 'etcd-0';
const LIST = { kind: 'ComponentStatusList', apiVersion: 'v1' };

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
      tellDeprecation(context, DEPRECATION);
      const status = statusOf(storeError());
      if (info.verb === 'list') return respondMade(context, table, { list: LIST, items: [status] });
      if (info.name !== NAME) throw notFound({ group: '', resource: 'componentstatuses' }, info.name);
      return respondMade(context, table, status);
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
