import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { openRbacTestApi, type RbacTestApi } from '../../assembly/testing-rbac.ts';
import { binding, group, role, user } from '../../authorization/rbac/testing.ts';

const GROUP = 'admissionregistration.k8s.io';
const PATH = `/apis/${GROUP}/v1`;
const RULE = { operations: ['CREATE'], apiGroups: [''], apiVersions: ['v1'], resources: ['pods'] };
const MATCH = { matchConstraints: { resourceRules: [RULE] } };
const WORK = {
  Validating: { validations: [{ expression: 'true' }] },
  Mutating: {
    reinvocationPolicy: 'Never',
    mutations: [{ patchType: 'JSONPatch', jsonPatch: { expression: '[JSONPatch{}]' } }],
  },
};
type Flavour = keyof typeof WORK;
const FLAVOURS = ['Validating', 'Mutating'] as const;
const SECRETS = { apiVersion: 'v1', kind: 'Secret' };
const UNKNOWN = { apiVersion: 'example.com/v1', kind: 'Thing' };

const object = (kind: string, name: string, spec: object) => ({
  apiVersion: `${GROUP}/v1`,
  kind,
  metadata: { name },
  spec,
});
const policy = (flavour: Flavour, name: string, paramKind?: object) =>
  object(`${flavour}AdmissionPolicy`, name, { ...MATCH, ...WORK[flavour], paramKind });
const bound = (flavour: Flavour, name: string, policyName: string, paramRef?: object) =>
  object(`${flavour}AdmissionPolicyBinding`, name, {
    policyName,
    paramRef: paramRef && { ...paramRef, parameterNotFoundAction: 'Deny' },
    ...(flavour === 'Validating' && { validationActions: ['Deny'] }),
  });
const pathOf = ({ kind, metadata }: any) => {
  const plural = kind.endsWith('y') ? `${kind.slice(0, -1)}ies` : `${kind}s`;
  return `${PATH}/${plural.toLowerCase()}/${metadata.name}`;
};
const collectionOf = (one: any) => pathOf(one).replace(/\/[^/]+$/, '');
const goUser = (name: string) => `&{${name}  [writers system:authenticated] map[]}`;

/** Everybody writes policies; who may read what differs. */
const OBJECTS = [
  role('', 'writer', { apiGroups: [GROUP], resources: ['*'], verbs: ['create', 'update', 'patch'] }),
  role('', 'secrets', { apiGroups: [''], resources: ['secrets'], verbs: ['get'] }),
  role('', 'things', { apiGroups: ['example.com'], resources: ['*'], verbs: ['get'] }),
  role('a', 'secrets', { apiGroups: [''], resources: ['secrets'], resourceNames: ['s'], verbs: ['get'] }),
  binding('', 'writers', 'ClusterRole/writer', group('writers')),
  binding('', 'secrets', 'ClusterRole/secrets', user('sue')),
  binding('', 'things', 'ClusterRole/things', user('sue')),
  binding('a', 'one', 'Role/secrets', user('ann')),
];

for (const flavour of FLAVOURS) {
  describe(`who writes a ${flavour} policy reads its parameters`, () => {
    let api: RbacTestApi;
    const create = (who: string, one: any) => api.as(who, 'writers')('POST', collectionOf(one), one);
    const refusedAt = (answer: any, field: string, detail: string) => {
      assert.equal(answer.status, 422, answer.text);
      assert.deepEqual(answer.body.details.causes, [
        { reason: 'FieldValueForbidden', message: `Forbidden: ${detail}`, field },
      ]);
    };
    before(async () => {
      api = await openRbacTestApi({ namespaces: ['a'] });
      await api.add(...OBJECTS);
    });
    after(() => api.close());

    const kinds: readonly (readonly [who: string, kind: { apiVersion: string; kind: string }, allowed: boolean])[] = [
      ['sue', SECRETS, true],
      ['ann', SECRETS, false],
      ['sue', UNKNOWN, true],
      ['ann', UNKNOWN, false],
    ];
    for (const [index, [who, kind, allowed]] of kinds.entries()) {
      test(`${who} ${allowed ? 'takes' : 'does not take'} ${kind.kind}s`, async () => {
        const answer = await create(who, policy(flavour, `kind-${index}`, kind));
        if (allowed) return assert.equal(answer.status, 201, answer.text);
        const needed = `must have "get" permission on all objects of the referenced paramKind (kind=${kind.kind}, apiVersion=${kind.apiVersion})`;
        return refusedAt(answer, 'spec.paramKind', `user ${goUser(who)} ${needed}`);
      });
    }

    test('who changes another part, or takes no parameters, need not read them', async () => {
      const stored = policy(flavour, 'stored', SECRETS);
      assert.equal((await create('sue', stored)).status, 201);
      const patch = (spec: object) =>
        api.as('ann', 'writers')('PATCH', pathOf(stored), { spec }, { 'content-type': 'application/merge-patch+json' });
      assert.equal((await patch({ failurePolicy: 'Ignore' })).status, 200);
      const other = await patch({ paramKind: { kind: 'Pod' } });
      assert.equal(other.status, 422, other.text);
      assert.equal((await patch({ paramKind: null })).status, 200);
    });

    test('what is malformed is told first', async () => {
      const answer = await create('ann', { ...policy(flavour, 'malformed', SECRETS), spec: { paramKind: SECRETS } });
      assert.equal(answer.status, 422);
      assert.doesNotMatch(answer.text, /permission/);
    });

    test('a binding is made by who reads what it refers to', async () => {
      for (const [name, kind] of [
        ['with-secrets', SECRETS],
        ['with-things', UNKNOWN],
      ] as const) {
        assert.equal((await create('sue', policy(flavour, name, kind))).status, 201);
      }
      const one = { name: 's', namespace: 'a' };
      assert.equal((await create('ann', bound(flavour, 'b1', 'with-secrets', one))).status, 201);
      assert.equal((await create('ann', bound(flavour, 'b2', 'with-secrets'))).status, 201);
      const [first, second] = flavour === 'Mutating' ? ['get', goUser('ann')] : [goUser('ann'), 'get'];
      refusedAt(
        await create('ann', bound(flavour, 'b3', 'with-secrets', { name: 't', namespace: 'a' })),
        'spec.paramRef',
        `user ${first} does not have "${second}" permission on the object referenced by paramRef`,
      );
      const lacks = (verb: string) =>
        `to determine minimum required permissions and user ${goUser('ann')} does not have "${verb}" permission for all groups, versions and resources`;
      refusedAt(
        await create('ann', bound(flavour, 'b3', 'missing', { selector: {} })),
        'spec.paramRef',
        `unable to get policy missing ${lacks('list')}`,
      );
      refusedAt(
        await create('ann', bound(flavour, 'b3', 'with-things', one)),
        'spec.paramRef',
        `unable to resolve paramKind &{example.com/v1 Thing} ${lacks('get')}`,
      );
    });
  });
}
