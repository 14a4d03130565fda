import assert from 'node:assert/strict';
import { test } from 'node:test';
import { alreadyExists, forbidden } from '../../../api/status.ts';
import { admit, type TestWrite } from '../../testing.ts';
import { NamespaceAutoProvision } from './namespace-auto-provision.ts';

const NAMESPACES = { group: '', resource: 'namespaces' };

async function written(write: Partial<TestWrite>, failure?: Error) {
  const created: string[] = [];
  const plugin = new NamespaceAutoProvision({
    has: (name) => name === 'there',
    async create(name) {
      created.push(name);
      if (failure) throw failure;
    },
  });
  const result = await admit(plugin, { resource: 'configmaps', namespace: 'new', object: {}, ...write });
  return { ...result, created };
}

const CASES: [what: string, write: Partial<TestWrite>, created: string[]][] = [
  ['something new in a new namespace', {}, ['new']],
  ['something new in one that is there', { namespace: 'there' }, []],
  ['something that is in no namespace', { namespace: '' }, []],
  ['a namespace', { resource: 'namespaces' }, []],
  ['a dry run', { dryRun: true }, []],
  ['a change', { operation: 'UPDATE' }, []],
];
for (const [what, write, wanted] of CASES) {
  test(`${what} makes ${wanted.length} namespaces`, async () => {
    const { created, refused } = await written(write);
    assert.deepEqual([created, refused], [wanted, undefined]);
  });
}

test('whoever is second finds it made', async () => {
  assert.equal((await written({}, alreadyExists(NAMESPACES, 'new'))).refused, undefined);
});

test('what keeps the namespace from being made is told', async () => {
  const { refused } = await written({}, forbidden(NAMESPACES, 'new', 'a policy'));
  assert.equal(refused, 'namespaces "new" is forbidden: a policy');
  const unreachable = await written({}, new Error('no storage'));
  assert.equal(unreachable.refused, 'configmaps "x" is forbidden: no storage');
});
