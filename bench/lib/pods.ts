/** Creating pods in process: what admission adds to a request. */
import type { PluginName } from '../../src/admission/plugin-order.ts';
import { selectPlugins } from '../../src/admission/select-plugins.ts';
import type { AdmissionStatistics } from '../../src/admission/statistics.ts';
import { openTestApi, type TestApi } from '../../src/assembly/testing.ts';
import type { Storage } from '../../src/storage/storage.ts';
import type { Deed } from './turns.ts';

export const DEFAULT_PLUGINS = selectPlugins({ enable: [], disable: [] });
const NAMESPACE = '/api/v1/namespaces/default';

/** With the service account that pods have. */
export async function openApi(
  admission: readonly PluginName[],
  more: { readonly storage?: Storage; readonly statistics?: AdmissionStatistics } = {},
): Promise<TestApi> {
  const api = await openTestApi({ admission, ...more });
  await add(api, 'serviceaccounts', { kind: 'ServiceAccount', metadata: { name: 'default' } });
  return api;
}

/** An object in the namespace that pods are created in. */
export async function add(api: TestApi, resource: string, object: object): Promise<void> {
  const { status, text } = await api.call('POST', `${NAMESPACE}/${resource}`, { apiVersion: 'v1', ...object });
  if (status !== 201) throw new Error(`${resource}: ${text}`);
}

export function creating(api: TestApi, pod: (name: string) => object): Deed {
  let made = 0;
  return () => add(api, 'pods', pod(`new-${made++}`));
}
