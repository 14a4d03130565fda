/** Authorization over what is stored: from the first request on, and in step with every write. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { binding, role, user } from '../authorization/rbac/testing.ts';
import { createMemoryStorage } from '../storage/memory/memory.ts';
import { systemClock } from '../util/clock.ts';
import { openRbacTestApi } from './testing-rbac.ts';

const RBAC = '/apis/rbac.authorization.k8s.io/v1/namespaces/default';
const PODS = '/api/v1/namespaces/default/pods';
const ROLE = role('default', 'r', { apiGroups: [''], resources: ['pods'], verbs: ['list'] });
const BINDING = binding('default', 'b', 'Role/r', user('jane'));

test('k/k#121635: nobody is denied falsely after a restart, not even by the first decision', async () => {
  const storage = createMemoryStorage({ clock: systemClock });
  const first = await openRbacTestApi({ storage });
  await first.add(ROLE, BINDING);
  first.api.close();
  const second = await openRbacTestApi({ storage, namespaces: [] });
  assert.equal((await second.as('jane')('GET', PODS)).status, 200);
  await second.close();
});

test('a write that is acknowledged counts for the very next request', async (t) => {
  const api = await openRbacTestApi();
  t.after(() => api.close());
  const jane = async () => (await api.as('jane')('GET', PODS)).status;
  const steps: [string, string, object | undefined, number][] = [
    ['POST', '/roles', ROLE, 403],
    ['POST', '/rolebindings', BINDING, 200],
    ['PUT', '/roles/r', { ...ROLE, rules: [] }, 403],
    ['PUT', '/roles/r', ROLE, 200],
    ['PUT', '/rolebindings/b', { ...BINDING, subjects: [user('bob')] }, 403],
    ['PUT', '/rolebindings/b', BINDING, 200],
    ['DELETE', '/rolebindings/b', undefined, 403],
  ];
  for (const [method, path, body, status] of steps) {
    const answer = await api.call(method, RBAC + path, body);
    assert.ok(answer.status < 300, answer.text);
    assert.equal(await jane(), status, `${method} ${path}`);
  }
});
