/** Reviews over roles and bindings: what they ask, what is wrong with them, what they tell. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { openRbacTestApi, type RbacTestApi } from '../../assembly/testing-rbac.ts';
import { binding, role, user } from '../../authorization/rbac/testing.ts';
import { questionOf } from './review-attributes.ts';

const REVIEWS = '/apis/authorization.k8s.io/v1';
const pods = { resource: 'pods', verb: 'get', namespace: 'default' };

describe('access reviews', () => {
  let api: RbacTestApi;
  before(async () => {
    api = await openRbacTestApi();
    const reviews = { apiGroups: ['authorization.k8s.io'], resources: ['*'], verbs: ['create'] };
    await api.add(
      role('', 'asker', reviews),
      role('default', 'r', { apiGroups: [''], resources: ['pods'], verbs: ['get'] }),
      binding('', 'askers', 'ClusterRole/asker', user('jane')),
      binding('default', 'b', 'Role/r', user('jane')),
      binding('default', 'lost', 'Role/lost', user('joe')),
    );
  });
  after(() => api.close());

  const post = (kind: string, spec: object, metadata: object = {}) => {
    const where = kind.startsWith('Local') ? `${REVIEWS}/namespaces/default` : REVIEWS;
    const object = { apiVersion: 'authorization.k8s.io/v1', kind, metadata, spec };
    return api.as('jane')('POST', `${where}/${kind.toLowerCase()}s`, object);
  };

  const ALLOWED = { allowed: true, reason: 'RBAC: allowed by RoleBinding "b/default" of Role "r" to User "jane"' };
  const selected = (selector: object) => ({ user: 'jane', resourceAttributes: { ...pods, ...selector } });
  const good: [string, string, object, object][] = [
    ['allowed', 'SubjectAccessReview', { user: 'jane', resourceAttributes: pods }, ALLOWED],
    ['not allowed', 'SubjectAccessReview', { user: 'jack', resourceAttributes: pods }, { allowed: false }],
    [
      'not allowed for want of a role',
      'SubjectAccessReview',
      { user: 'joe', resourceAttributes: pods },
      { allowed: false, reason: 'RBAC: role.rbac.authorization.k8s.io "lost" not found' },
    ],
    ['of oneself', 'SelfSubjectAccessReview', { resourceAttributes: pods }, ALLOWED],
    ['of a namespace', 'LocalSubjectAccessReview', { user: 'jane', resourceAttributes: pods }, ALLOWED],
    [
      'limited to fields',
      'SubjectAccessReview',
      selected({ fieldSelector: { rawSelector: 'spec.nodeName=n1' } }),
      ALLOWED,
    ],
    [
      'limited in ways that cannot be read',
      'SubjectAccessReview',
      selected({
        fieldSelector: { rawSelector: 'x y' },
        labelSelector: {
          requirements: [
            { key: 'a', operator: 'Exists' },
            { key: 'a', operator: 'Later' },
          ],
        },
      }),
      {
        ...ALLOWED,
        evaluationError:
          'spec.resourceAttributes.fieldSelector ignored due to parse error; spec.resourceAttributes.labelSelector partially ignored due to parse error',
      },
    ],
  ];
  for (const [name, kind, spec, status] of good) {
    test(`a review ${name}`, async () => {
      const answer = await post(kind, spec);
      assert.equal(answer.status, 201, answer.text);
      assert.deepEqual(answer.body.status, status);
    });
  }

  const both = { nonResourceAttributes: { path: '/', verb: 'get' } };

  test('a review of a cluster has no namespace and nothing that only servers say, whatever was sent', async () => {
    const answer = await post('SelfSubjectAccessReview', both, { namespace: 'x', uid: 'u', selfLink: '/a' });
    const { namespace, uid, selfLink } = answer.body.metadata;
    assert.deepEqual([answer.status, namespace, uid, selfLink], [201, undefined, undefined, undefined]);
  });

  const field = (selector: object) => selected({ fieldSelector: selector });
  const FIELD = 'spec.resourceAttributes.fieldSelector';
  const bad: [string, object, string, object?][] = [
    [
      'SelfSubjectAccessReview',
      {},
      'spec.resourceAttributes: Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified',
    ],
    [
      'SubjectAccessReview',
      { user: 'u', resourceAttributes: {}, ...both },
      'spec.nonResourceAttributes: Invalid value: {"Path":"/","Verb":"get"}: cannot be specified in combination with resourceAttributes',
    ],
    [
      'SubjectAccessReview',
      { resourceAttributes: {} },
      'spec.user: Invalid value: "": at least one of user or group must be specified',
    ],
    [
      'SubjectAccessReview',
      { user: 'u', resourceAttributes: {} },
      'metadata: Invalid value: {"name":"x"}: must be empty',
      { name: 'x' },
    ],
    [
      'LocalSubjectAccessReview',
      { user: 'u', resourceAttributes: { namespace: 'default' } },
      'metadata: Invalid value: {"name":"x"}: must be empty except for namespace',
      { name: 'x' },
    ],
    [
      'LocalSubjectAccessReview',
      { user: 'u', resourceAttributes: { namespace: 'x' } },
      'spec.resourceAttributes.namespace: Invalid value: "x": must match metadata.namespace',
    ],
    [
      'LocalSubjectAccessReview',
      { user: 'u', ...both },
      'spec.nonResourceAttributes: Invalid value: {"Path":"/","Verb":"get"}: disallowed on this kind of request',
    ],
    [
      'SubjectAccessReview',
      field({}),
      `${FIELD}.requirements: Required value: when ${FIELD} is specified, requirements or rawSelector is required`,
    ],
    [
      'SubjectAccessReview',
      field({ rawSelector: 'a=b', requirements: [{ key: 'a', operator: 'In', values: ['b'] }] }),
      `${FIELD}.rawSelector: Invalid value: "a=b": may not specified at the same time as requirements`,
    ],
    [
      'SubjectAccessReview',
      field({ requirements: [{ key: '', operator: 'x' }] }),
      `${FIELD}.requirements[0].key: Required value: must be specified`,
    ],
    [
      'SubjectAccessReview',
      field({ requirements: [{ key: 'a', operator: 'In' }] }),
      `${FIELD}.requirements[0].values: Required value: must be specified when \`operator\` is 'In' or 'NotIn'`,
    ],
    [
      'SubjectAccessReview',
      selected({ labelSelector: { requirements: [{ key: 'a', operator: 'Exists', values: ['b'] }] } }),
      "spec.resourceAttributes.labelSelector.requirements[0].values: Forbidden: may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
    ],
  ];
  for (const [kind, spec, message, metadata] of bad) {
    test(`${kind}: ${message}`, async () => {
      const { status, body } = await post(kind, spec, metadata);
      assert.equal(status, 422);
      assert.equal(body.message, `.authorization.k8s.io "" is invalid: ${message}`);
    });
  }

  test('the rules of a namespace', async () => {
    const object = { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectRulesReview' };
    const ask = (namespace?: string) =>
      api.as('jane')('POST', `${REVIEWS}/selfsubjectrulesreviews`, { ...object, spec: { namespace } });
    const { body } = await ask('default');
    assert.deepEqual(body.status, {
      resourceRules: [
        { verbs: ['create'], apiGroups: ['authorization.k8s.io'], resources: ['*'] },
        { verbs: ['get'], apiGroups: [''], resources: ['pods'] },
      ],
      nonResourceRules: [],
      incomplete: false,
    });
    const { status, body: refused } = await ask();
    assert.deepEqual([status, refused.message], [400, 'no namespace on request']);
  });
});

describe('the question of a review', () => {
  const who = { name: 'u', groups: [] };
  const ask = (selectors: object) => questionOf(who, { resourceAttributes: { ...pods, ...selectors } });
  test('has its selectors as requirements, whichever form they came in', () => {
    const { attributes, problems } = ask({
      fieldSelector: { requirements: [{ key: 'f', operator: 'NotIn', values: ['x'] }] },
      labelSelector: { rawSelector: 'a in (b,c),!d' },
    });
    assert.deepEqual(problems, []);
    assert.deepEqual(attributes.fieldSelector, [{ key: 'f', operator: 'NotIn', values: ['x'] }]);
    assert.deepEqual(attributes.labelSelector, [
      { key: 'a', operator: 'In', values: ['b', 'c'] },
      { key: 'd', operator: 'DoesNotExist', values: [] },
    ]);
  });

  test('is wider where a requirement cannot be told', () => {
    const { attributes, problems } = ask({
      fieldSelector: { requirements: [{ key: 'f', operator: 'In', values: ['x', 'y'] }] },
    });
    assert.equal(attributes.fieldSelector, undefined);
    assert.deepEqual(problems, ['spec.resourceAttributes.fieldSelector ignored due to parse error']);
  });
});
