/** What is posted and stored nowhere goes through admission: as what it is, once in each phase, and may be refused. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import type { AdmissionAttributes } from '../../admission/admission.ts';
import { refuse } from '../../admission/concerns.ts';
import type { KubeObject } from '../../api/object.ts';
import { openTestApi, type TestApi } from '../../assembly/testing.ts';
import { cloneJson } from '../../util/clone.ts';

type Phase = 'admit' | 'validate';
interface Seen {
  readonly phase: Phase;
  readonly attributes: AdmissionAttributes;
  readonly object: any;
}

const POSTED = new Set(['Pod', 'ServiceAccount', 'Namespace']);
let seen: Seen[] = [];
let change: (object: KubeObject) => void = () => {};
let refusedIn: Phase | undefined;
const record = (phase: Phase) => (attributes: AdmissionAttributes) => {
  if (POSTED.has(attributes.kind.kind)) return;
  seen.push({ phase, attributes, object: cloneJson(attributes.object) });
  if (refusedIn === phase) throw refuse(attributes, 'not today');
  if (phase === 'admit') change(attributes.object!);
};

let api: TestApi;
before(async () => {
  api = await openTestApi({
    admissionPlugins: [{ name: 'test', handles: () => true, admit: record('admit'), validate: record('validate') }],
  });
  await api.call('POST', `${NS}/serviceaccounts`, { metadata: { name: 'robot' } });
});
after(() => api.close());
beforeEach(() => {
  seen = [];
  change = () => {};
  refusedIn = undefined;
});

const NS = '/api/v1/namespaces/default';
const AUTHORIZATION = '/apis/authorization.k8s.io/v1';
const AUTHENTICATION = '/apis/authentication.k8s.io/v1';
const attributes = { verb: 'get', resource: 'pods', namespace: 'default' };
const question = { user: 'jane', resourceAttributes: attributes };

interface Case {
  readonly path: string;
  readonly kind: string;
  readonly body: object;
  /** `<resource>.<group>/<subresource>` of the path. */
  readonly resource: string;
  /** Of the pod that is made before, `p`. */
  readonly needsPod?: true;
}

const CASES: readonly Case[] = [
  {
    path: `${AUTHORIZATION}/subjectaccessreviews`,
    kind: 'authorization.k8s.io SubjectAccessReview',
    body: { spec: question },
    resource: 'subjectaccessreviews',
  },
  {
    path: `${AUTHORIZATION}/selfsubjectaccessreviews`,
    kind: 'authorization.k8s.io SelfSubjectAccessReview',
    body: { spec: { resourceAttributes: attributes } },
    resource: 'selfsubjectaccessreviews',
  },
  {
    path: `${AUTHORIZATION}/namespaces/default/localsubjectaccessreviews`,
    kind: 'authorization.k8s.io LocalSubjectAccessReview',
    body: { spec: question },
    resource: 'localsubjectaccessreviews',
  },
  {
    path: `${AUTHORIZATION}/selfsubjectrulesreviews`,
    kind: 'authorization.k8s.io SelfSubjectRulesReview',
    body: { spec: { namespace: 'default' } },
    resource: 'selfsubjectrulesreviews',
  },
  {
    path: `${AUTHENTICATION}/selfsubjectreviews`,
    kind: 'authentication.k8s.io SelfSubjectReview',
    body: {},
    resource: 'selfsubjectreviews',
  },
  {
    path: `${AUTHENTICATION}/tokenreviews`,
    kind: 'authentication.k8s.io TokenReview',
    body: { spec: { token: 'abc' } },
    resource: 'tokenreviews',
  },
  {
    path: `${NS}/serviceaccounts/robot/token`,
    kind: 'authentication.k8s.io TokenRequest',
    body: { spec: {} },
    resource: 'serviceaccounts/token',
  },
  {
    path: `${NS}/pods/p/binding`,
    kind: ' Binding',
    body: { metadata: { name: 'p' }, target: { kind: 'Node', name: 'n' } },
    resource: 'pods/binding',
    needsPod: true,
  },
  {
    path: `${NS}/pods/p/eviction`,
    kind: 'policy Eviction',
    body: { metadata: { name: 'p' } },
    resource: 'pods/eviction',
    needsPod: true,
  },
];

async function post({ path, body, needsPod }: Case) {
  if (needsPod) {
    await api.call('DELETE', `${NS}/pods/p?gracePeriodSeconds=0`);
    const spec = { containers: [{ name: 'c', image: 'i' }] };
    await api.call('POST', `${NS}/pods`, { metadata: { name: 'p' }, spec });
  }
  return api.call('POST', path, body);
}

for (const each of CASES) {
  const name = each.kind.trim();

  test(`${name} is seen in both phases`, async () => {
    assert.equal((await post(each)).status, 201);
    assert.deepEqual(
      seen.map(({ phase, attributes: { operation, kind, resource, subresource } }) => [
        phase,
        operation,
        `${kind.group} ${kind.kind}`,
        subresource === '' ? resource.resource : `${resource.resource}/${subresource}`,
      ]),
      [
        ['admit', 'CREATE', each.kind, each.resource],
        ['validate', 'CREATE', each.kind, each.resource],
      ],
    );
  });

  for (const phase of ['admit', 'validate'] as const) {
    test(`${name} may be refused in phase ${phase}`, async () => {
      refusedIn = phase;
      const { status, body } = await post(each);
      assert.equal(status, 403);
      assert.match(body.message, / is forbidden: not today$/);
    });
  }
}

test('what is asked is what mutation made of it', async () => {
  change = (object) => {
    object.spec.user = 'john';
  };
  const { body } = await post(CASES[0]!);
  assert.equal(body.spec.user, 'john');
  assert.equal(seen[1]!.object.spec.user, 'john');
});

test('mutation cannot make an unsound question of it', async () => {
  change = (object) => {
    object.spec = {};
  };
  const { status, body } = await post(CASES[0]!);
  assert.equal(status, 422, body.message);
  assert.deepEqual(
    seen.map(({ phase }) => phase),
    ['admit'],
  );
});

test('a question about a namespace that is not there is answered as any other', async () => {
  const path = `${AUTHORIZATION}/namespaces/nowhere/localsubjectaccessreviews`;
  const spec = { user: 'jane', resourceAttributes: { ...attributes, namespace: 'nowhere' } };
  assert.equal((await api.call('POST', path, { spec })).status, 201);
});

test('what is asked may have a name', async () => {
  const review = { metadata: { name: 'who' } };
  assert.equal((await api.call('POST', `${AUTHENTICATION}/selfsubjectreviews`, review)).status, 201);
  assert.deepEqual(
    seen.map(({ attributes }) => attributes.name),
    ['who', 'who'],
  );
});
