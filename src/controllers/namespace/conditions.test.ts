import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ObjectResource, StoredObject } from '../objects.ts';
import { deletionConditions, type NamespaceCondition, type Remaining } from './conditions.ts';

const NOW = '2026-01-01T00:00:00Z';
const LATER = '2026-01-01T00:01:00Z';

function remaining(group: string, resource: string, ...finalizers: string[][]): Remaining {
  return {
    resource: { group, resource } as ObjectResource,
    objects: finalizers.map((list) => ({ object: { metadata: { finalizers: list } } }) as unknown as StoredObject),
  };
}

const told = (conditions: readonly NamespaceCondition[]) =>
  Object.fromEntries(conditions.map(({ type, status, reason, message }) => [type, `${status} ${reason}: ${message}`]));

const ALL_WELL = {
  NamespaceDeletionDiscoveryFailure: 'False ResourcesDiscovered: All resources successfully discovered',
  NamespaceDeletionGroupVersionParsingFailure: 'False ParsedGroupVersions: All legacy kube types successfully parsed',
  NamespaceDeletionContentFailure:
    'False ContentDeleted: All content successfully deleted, may be waiting on finalization',
  NamespaceContentRemaining: 'False ContentRemoved: All content successfully removed',
  NamespaceFinalizersRemaining: 'False ContentHasNoFinalizers: All content-preserving finalizers finished',
};

describe('conditions of a namespace that is being deleted', () => {
  const rows: readonly [string, Remaining[], string[], Partial<typeof ALL_WELL>][] = [
    ['nothing is left', [], [], {}],
    [
      'content waits for finalizers',
      [
        remaining('apps', 'deployments', ['b.example.com/y']),
        remaining('', 'pods', [], ['a.example.com/x', 'b.example.com/y']),
      ],
      [],
      {
        NamespaceContentRemaining:
          'True SomeResourcesRemain: Some resources are remaining: deployments.apps has 1 resource instances, pods. has 2 resource instances',
        NamespaceFinalizersRemaining:
          'True SomeFinalizersRemain: Some content in the namespace has finalizers remaining: a.example.com/x in 1 resource instances, b.example.com/y in 2 resource instances',
      },
    ],
    [
      'deletions failed',
      [remaining('', 'secrets', [])],
      ['secrets: refused', 'configmaps: refused'],
      {
        NamespaceDeletionContentFailure:
          'True ContentDeletionFailed: Failed to delete all resource types, 2 remaining: configmaps: refused, secrets: refused',
        NamespaceContentRemaining:
          'True SomeResourcesRemain: Some resources are remaining: secrets. has 1 resource instances',
      },
    ],
  ];
  for (const [name, left, failures, expected] of rows) {
    test(name, () => {
      const conditions = deletionConditions([], left, failures, NOW);
      assert.deepEqual(told(conditions), { ...ALL_WELL, ...expected });
      assert.ok(conditions.every(({ lastTransitionTime }) => lastTransitionTime === NOW));
    });
  }

  test('the time of a transition changes with the status alone; conditions of others stay', () => {
    const others = { type: 'Other', status: 'True', lastTransitionTime: NOW, reason: 'Any', message: '' } as const;
    const before = deletionConditions([others], [remaining('', 'pods', ['a'], ['a'])], [], NOW);
    const after = deletionConditions(before, [remaining('', 'pods', [])], [], LATER);
    const times = Object.fromEntries(after.map(({ type, lastTransitionTime }) => [type, lastTransitionTime]));
    assert.deepEqual(times, {
      Other: NOW,
      NamespaceDeletionDiscoveryFailure: NOW,
      NamespaceDeletionGroupVersionParsingFailure: NOW,
      NamespaceDeletionContentFailure: NOW,
      NamespaceContentRemaining: NOW,
      NamespaceFinalizersRemaining: LATER,
    });
    assert.match(told(after).NamespaceContentRemaining!, /pods\. has 1 /);
  });
});
