import assert from 'node:assert/strict';
import { test } from 'node:test';
import { forbidden, resourceNotFound } from '../../api/status.ts';
import type { ApiClient, ListOfObjects, Target } from '../../client/client.ts';
import { readCluster } from './cluster.ts';

type List = (target: Target, query: { continue?: string }) => ListOfObjects;

function client(list: List): ApiClient {
  return { list: async (target: Target, query: { continue?: string }) => list(target, query) } as unknown as ApiClient;
}

const page = (names: readonly string[], next?: string): ListOfObjects => ({
  metadata: { resourceVersion: '1', ...(next !== undefined && { continue: next }) },
  items: names.map((name) => ({ apiVersion: '', kind: '', metadata: { name } })),
});

test('long lists are read page by page', async () => {
  const list: List = ({ resource }, query) => {
    if (resource !== 'pods') return page([resource]);
    return query.continue === 'more' ? page(['c']) : page(['a', 'b'], 'more');
  };
  const { pods, policies, roles, workloads } = await readCluster(client(list));
  const names = (objects: readonly { metadata: { name?: string } }[]) => objects.map(({ metadata }) => metadata.name);
  assert.deepEqual(names(pods), ['a', 'b', 'c']);
  assert.deepEqual(names(policies), ['podsecuritypolicies']);
  assert.deepEqual(names(roles), ['clusterroles', 'roles']);
  assert.deepEqual(
    workloads.map(({ resource, object }) => [resource, object.metadata.name]).filter(([left, right]) => left !== right),
    [],
  );
});

test('a server without policies is told from one that keeps them to itself', async () => {
  const failing = (error: Error) =>
    client(() => {
      throw error;
    });
  await assert.rejects(readCluster(failing(resourceNotFound())), {
    name: 'ConfigError',
    message: 'the server has no pod security policies: Kubernetes serves them up to version 1.24',
  });
  const refused = forbidden({ group: 'policy', resource: 'podsecuritypolicies' }, '', 'no');
  await assert.rejects(readCluster(failing(refused)), refused);
});
