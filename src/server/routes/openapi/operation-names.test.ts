import assert from 'node:assert/strict';
import { test } from 'node:test';
import { articled, operationNames } from './operation-names.ts';

for (const [group, version, tag, id] of [
  ['', 'v1', 'core_v1', 'listCoreV1NamespacedPod'],
  ['', undefined, 'core', 'listCoreNamespacedPod'],
  ['apps', 'v1', 'apps_v1', 'listAppsV1NamespacedPod'],
  ['rbac.authorization.k8s.io', 'v1', 'rbacAuthorization_v1', 'listRbacAuthorizationV1NamespacedPod'],
  ['flowcontrol.apiserver.k8s.io', 'v1', 'flowcontrolApiserver_v1', 'listFlowcontrolApiserverV1NamespacedPod'],
  ['allium.dev', 'v1alpha1', 'alliumDev_v1alpha1', 'listAlliumDevV1alpha1NamespacedPod'],
] as const) {
  test(`the operations of ${group || 'the core group'} ${version ?? ''}`, () => {
    const names = operationNames(group, version);
    assert.deepEqual([names.tag, names.id('list', 'NamespacedPod')], [tag, id]);
  });
}

test('articles', () => {
  assert.deepEqual(['Pod', 'Ingress', 'Endpoints'].map(articled), [' a Pod', ' an Ingress', ' Endpoints']);
});
