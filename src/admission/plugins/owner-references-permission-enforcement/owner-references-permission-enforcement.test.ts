import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { admit, type TestWrite } from '../../testing.ts';
import { type Deed, OwnerReferencesPermissionEnforcement } from './owner-references-permission-enforcement.ts';

/** @param allowed `verb group/resource/subresource namespace/name` */
function plugin(allowed: string[], asked: string[] = []): OwnerReferencesPermissionEnforcement {
  const words = ({ verb, group, resource, subresource, namespace, name }: Deed) =>
    `${verb} ${group}/${resource}/${subresource} ${namespace}/${name}`;
  return new OwnerReferencesPermissionEnforcement({
    resourcesOf: (apiVersion, kind) => RESOURCES[`${apiVersion} ${kind}`] ?? [],
    async refusalOf(deed) {
      asked.push(words(deed));
      return allowed.includes(words(deed)) ? undefined : 'no grant';
    },
  });
}

const RESOURCES: Record<string, { group: string; version: string; resource: string; namespaced: boolean }[]> = {
  'apps/v1 ReplicaSet': [{ group: 'apps', version: 'v1', resource: 'replicasets', namespaced: true }],
  'v1 Node': [{ group: '', version: 'v1', resource: 'nodes', namespaced: false }],
};
const owner = (more: object = {}) => ({ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web', uid: 'u1', ...more });
const owned = (...ownerReferences: object[]) => ({ metadata: { ownerReferences } });
const update = (oldObject: object, object: object, resource = 'pods'): TestWrite => ({
  operation: 'UPDATE',
  resource,
  oldObject,
  object,
});

const BLOCKS = { blockOwnerDeletion: true };
const DELETE = 'delete /pods/ default/x';
const FINALIZE = 'update apps/replicasets/finalizers default/web';
const NOT_DELETE = "cannot set an ownerRef on a resource you can't delete: no grant, <nil>";
const NOT_FINALIZE =
  "cannot set blockOwnerDeletion if an ownerReference refers to a resource you can't set finalizers on: no grant, <nil>";

describe('owner references', () => {
  const CASES: [what: string, write: TestWrite, needs: string[], refusals: string[]][] = [
    ['none', { resource: 'pods', object: owned() }, [], []],
    ['one', { resource: 'pods', object: owned(owner()) }, [DELETE], [NOT_DELETE]],
    ['the same', update(owned(owner(BLOCKS)), owned(owner(BLOCKS))), [], []],
    ['another', update(owned(owner()), owned(owner({ uid: 'u2' }))), [DELETE], [NOT_DELETE]],
    ['none any more', update(owned(owner()), owned()), [DELETE], [NOT_DELETE]],
    ['by the status of a pod', update(owned(), owned(owner()), 'pods/status'), [], []],
    [
      'one that blocks',
      { resource: 'pods', object: owned(owner(BLOCKS)) },
      [DELETE, FINALIZE],
      [NOT_DELETE, NOT_FINALIZE],
    ],
    [
      'one that comes to block',
      update(owned(owner()), owned(owner(BLOCKS))),
      [DELETE, FINALIZE],
      [NOT_DELETE, NOT_FINALIZE],
    ],
    ['one that no longer blocks', update(owned(owner(BLOCKS)), owned(owner())), [DELETE], [NOT_DELETE]],
    [
      'one beside one that blocks',
      update(owned(owner(BLOCKS)), owned(owner(BLOCKS), owner({ uid: 'u2' }))),
      [DELETE],
      [NOT_DELETE],
    ],
    [
      'one that is in no namespace',
      { resource: 'pods', object: owned(owner({ apiVersion: 'v1', kind: 'Node', ...BLOCKS })) },
      [DELETE, 'update /nodes/finalizers /web'],
      [NOT_DELETE, NOT_FINALIZE],
    ],
  ];
  for (const [what, write, needs, refusals] of CASES) {
    it(`${what}: ${needs.join(', ') || 'by anybody'}`, async () => {
      const asked: string[] = [];
      assert.equal((await admit(plugin(needs, asked), write)).refused, undefined);
      assert.deepEqual(asked, needs);
      for (const [position, refusal] of refusals.entries()) {
        const { refused, code } = await admit(plugin(needs.slice(0, position)), write);
        assert.deepEqual([refused, code], [`pods "x" is forbidden: ${refusal}`, 403]);
      }
    });
  }

  it('to a kind that is not served cannot block', async () => {
    const write = { resource: 'pods', object: owned(owner({ kind: 'Gadget', ...BLOCKS })) };
    const want =
      'pods "x" is forbidden: cannot set blockOwnerDeletion in this case because cannot find RESTMapping for APIVersion apps/v1 Kind Gadget: no matches for kind "Gadget" in version "apps/v1"';
    assert.equal((await admit(plugin([DELETE]), write)).refused, want);
  });
});
