import assert from 'node:assert/strict';
import { test } from 'node:test';
import { admit, lookup, type TestWrite } from '../../testing.ts';
import { NamespaceExists } from './namespace-exists.ts';

const plugin = new NamespaceExists(lookup({ metadata: { name: 'there' } }));
const GONE = 'namespaces "gone" not found';

const CASES: [what: string, write: Partial<TestWrite>, refusal: string | undefined][] = [
  ['something new in a namespace', { namespace: 'there' }, undefined],
  ['something new in none', { namespace: 'gone' }, GONE],
  ['a change in none', { namespace: 'gone', operation: 'UPDATE' }, GONE],
  ['a deletion in none', { namespace: 'gone', operation: 'DELETE' }, GONE],
  ['a connection in none', { namespace: 'gone', operation: 'CONNECT' }, undefined],
  ['something that is in no namespace', { namespace: '' }, undefined],
  ['the namespace itself', { namespace: 'gone', resource: 'namespaces' }, undefined],
];
for (const [what, write, refusal] of CASES) {
  test(`${what}: ${refusal ?? 'admitted'}`, async () => {
    const { refused, code } = await admit(plugin, { resource: 'configmaps', object: {}, ...write });
    assert.deepEqual([refused, code], [refusal, refusal && 404]);
  });
}
