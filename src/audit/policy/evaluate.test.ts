import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resolveRequestInfo } from '../../request/resolve-request-info.ts';
import { DEFAULT_POLICY } from './default-policy.ts';
import { PolicyEvaluator } from './evaluate.ts';
import { type PolicyRule, rule } from './policy.ts';

const info = (method: string, path: string) => resolveRequestInfo(method, path, () => new URLSearchParams());
const jane = { name: 'jane', groups: ['devs'] };
const of = (group: string, resources: string[] = [], resourceNames: string[] = []) => [
  { group, resources, resourceNames },
];

const CASES: [what: string, rule: Partial<PolicyRule>, method: string, path: string, meets: boolean][] = [
  ['everything', {}, 'GET', '/x', true],
  ['a user', { users: ['jane'] }, 'GET', '/x', true],
  ['another user', { users: ['joe'] }, 'GET', '/x', false],
  ['a group', { userGroups: ['ops', 'devs'] }, 'GET', '/x', true],
  ['another group', { userGroups: ['ops'] }, 'GET', '/x', false],
  ['a verb', { verbs: ['list'] }, 'GET', '/api/v1/pods', true],
  ['another verb', { verbs: ['watch'] }, 'GET', '/api/v1/pods', false],
  ['a namespace', { namespaces: ['a'] }, 'GET', '/api/v1/namespaces/a/pods', true],
  ['another namespace', { namespaces: ['a'] }, 'GET', '/api/v1/namespaces/b/pods', false],
  ['what is in no namespace', { namespaces: [''] }, 'GET', '/api/v1/nodes', true],
  ['namespaces, of a path', { namespaces: [''] }, 'GET', '/healthz', false],
  ['a group of resources', { resources: of('apps') }, 'GET', '/apis/apps/v1/deployments', true],
  ['another group of resources', { resources: of('apps') }, 'GET', '/api/v1/pods', false],
  ['a resource', { resources: of('', ['pods']) }, 'GET', '/api/v1/pods', true],
  ['a resource, not its subresource', { resources: of('', ['pods']) }, 'GET', '/api/v1/namespaces/a/pods/p/log', false],
  ['a subresource', { resources: of('', ['pods/log']) }, 'GET', '/api/v1/namespaces/a/pods/p/log', true],
  ['all subresources', { resources: of('', ['pods/*']) }, 'GET', '/api/v1/namespaces/a/pods/p/log', true],
  ['all subresources, and the resource', { resources: of('', ['pods/*']) }, 'GET', '/api/v1/pods', true],
  ['all subresources of another', { resources: of('', ['nodes/*']) }, 'GET', '/api/v1/pods', false],
  ['a subresource of any', { resources: of('', ['*/status']) }, 'PUT', '/api/v1/nodes/n/status', true],
  ['all resources', { resources: of('', ['*']) }, 'GET', '/api/v1/namespaces/a/pods/p/log', true],
  ['a name', { resources: of('', ['pods'], ['p']) }, 'GET', '/api/v1/namespaces/a/pods/p', true],
  ['another name', { resources: of('', ['pods'], ['p']) }, 'GET', '/api/v1/namespaces/a/pods/q', false],
  ['a path', { nonResourceURLs: ['/metrics'] }, 'GET', '/metrics', true],
  ['a path below', { nonResourceURLs: ['/healthz*'] }, 'GET', '/healthz/etcd', true],
  ['another path', { nonResourceURLs: ['/metrics'] }, 'GET', '/metrics/x', false],
  ['paths, of a resource', { nonResourceURLs: ['*'] }, 'GET', '/api/v1/pods', false],
];

for (const [what, more, method, path, meets] of CASES) {
  test(`${what}: ${method} ${path}`, () => {
    const evaluator = new PolicyEvaluator({
      rules: [rule('Metadata', more)],
      omitStages: [],
      omitManagedFields: false,
    });
    assert.equal(evaluator.evaluate({ user: jane, info: info(method, path) }).level, meets ? 'Metadata' : 'None');
  });
}

test('the first rule that is met decides', () => {
  const evaluator = new PolicyEvaluator({
    rules: [rule('None', { users: ['jane'] }), rule('Request', { omitStages: ['Panic'], omitManagedFields: false })],
    omitStages: ['RequestReceived'],
    omitManagedFields: true,
  });
  const path = info('GET', '/api/v1/pods');
  assert.equal(evaluator.evaluate({ user: jane, info: path }).level, 'None');
  const other = evaluator.evaluate({ user: undefined, info: path });
  assert.deepEqual(
    [other.level, [...other.omitStages], other.omitManagedFields, other.rule],
    ['Request', ['RequestReceived', 'Panic'], false, 1],
  );
});

const byDefault = new PolicyEvaluator(DEFAULT_POLICY);
for (const [method, path, level] of [
  ['POST', '/api/v1/namespaces/a/secrets', 'Metadata'],
  ['GET', '/api/v1/namespaces/a/configmaps/c', 'Metadata'],
  ['POST', '/api/v1/namespaces/a/serviceaccounts/s/token', 'Metadata'],
  ['POST', '/apis/authentication.k8s.io/v1/tokenreviews', 'Metadata'],
  ['POST', '/apis/rbac.authorization.k8s.io/v1/clusterroles', 'RequestResponse'],
  ['GET', '/apis/rbac.authorization.k8s.io/v1/clusterroles', 'Metadata'],
  ['PUT', '/apis/networking.k8s.io/v1/namespaces/a/networkpolicies/n', 'RequestResponse'],
  ['DELETE', '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies/p', 'RequestResponse'],
  ['PATCH', '/api/v1/namespaces/a', 'RequestResponse'],
  ['POST', '/api/v1/namespaces/a/resourcequotas', 'RequestResponse'],
  ['PUT', '/api/v1/namespaces/a/resourcequotas/q/status', 'Metadata'],
  ['DELETE', '/api/v1/namespaces/a/limitranges/l', 'RequestResponse'],
  ['POST', '/apis/policy/v1beta1/podsecuritypolicies', 'RequestResponse'],
  ['POST', '/api/v1/namespaces/a/pods', 'Metadata'],
  ['GET', '/metrics', 'Metadata'],
] as const) {
  test(`by default, ${method} ${path} is recorded at level ${level}`, () => {
    assert.equal(byDefault.evaluate({ user: jane, info: info(method, path) }).level, level);
  });
}
