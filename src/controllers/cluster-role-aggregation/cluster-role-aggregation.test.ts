import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { PolicyRule, RoleObject } from '../../api/rbac/objects.ts';
import { openTestCluster } from '../../assembly/testing-controllers.ts';
import { gather } from './gather.ts';

const on = (resource: string): PolicyRule => ({ apiGroups: [''], resources: [resource], verbs: ['get'] });

function role(name: string, labels: Record<string, string>, rules: PolicyRule[], ...selectors: object[]): RoleObject {
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name, labels },
    rules,
    ...(selectors.length > 0 && { aggregationRule: { clusterRoleSelectors: selectors as never } }),
  };
}

describe('an aggregated cluster role', () => {
  const of = (...selectors: object[]) => role('all', { to: 'x' }, [on('old')], ...selectors);
  const others = [
    role('b', { to: 'x' }, [on('pods'), on('nodes')]),
    role('a', { to: 'x', more: 'y' }, [{ verbs: ['get'], resources: ['nodes'], apiGroups: [''] }, on('events')]),
    role('c', { to: 'z' }, [on('secrets')]),
  ];
  const cases: [string, RoleObject, string[]][] = [
    ['gathers by labels: roles by name, each rule once', of({ matchLabels: { to: 'x' } }), ['nodes', 'events', 'pods']],
    ['leaves itself out', role('b', { to: 'x' }, [on('old')], { matchLabels: { to: 'x' } }), ['nodes', 'events']],
    [
      'gathers selector by selector',
      of({ matchLabels: { to: 'z' } }, { matchLabels: { more: 'y' } }),
      ['secrets', 'nodes', 'events'],
    ],
    [
      'gathers by expressions',
      of({ matchExpressions: [{ key: 'more', operator: 'DoesNotExist' }] }),
      ['pods', 'nodes', 'secrets'],
    ],
    ['may find nothing', of({ matchLabels: { to: 'nobody' } }), []],
  ];
  for (const [name, aggregated, expected] of cases) {
    test(name, () => {
      const found = gather(aggregated, [...others, aggregated]);
      assert.deepEqual(
        found.map(({ resources }) => resources?.[0]),
        expected,
      );
    });
  }

  test('follows what it is made of, through others', async (t) => {
    const cluster = await openTestCluster();
    t.after(() => cluster.close());
    const ROLES = '/apis/rbac.authorization.k8s.io/v1/clusterroles';
    const resourcesOf = (body: any) => (body.rules ?? []).map(({ resources }: any) => resources[0]).join();
    const becomes = (name: string, expected: string) =>
      cluster.until(`${ROLES}/${name}`, (_status, body) => resourcesOf(body) === expected);
    await cluster.create(ROLES, role('outer', {}, [], { matchLabels: { to: 'outer' } }));
    await cluster.create(ROLES, role('inner', { to: 'outer' }, [], { matchLabels: { to: 'inner' } }));
    await cluster.create(ROLES, role('leaf', { to: 'inner' }, [on('pods')]));
    await becomes('outer', 'pods');
    await cluster.call('PUT', `${ROLES}/leaf`, role('leaf', { to: 'inner' }, [on('nodes')]));
    await becomes('outer', 'nodes');
    await cluster.call('PUT', `${ROLES}/outer`, role('outer', {}, [on('stray')], { matchLabels: { to: 'outer' } }));
    await becomes('outer', 'nodes');
    await cluster.call('DELETE', `${ROLES}/leaf`);
    await becomes('outer', '');
  });
});
