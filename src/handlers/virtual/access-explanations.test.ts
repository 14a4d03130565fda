import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { openRbacTestApi, type RbacTestApi } from '../../assembly/testing-rbac.ts';
import { account, binding, role, user } from '../../authorization/rbac/testing.ts';

const OWN = '/apis/allium.dev/v1alpha1';
const apiVersion = 'allium.dev/v1alpha1';
const pods = { resource: 'pods', verb: 'get', namespace: 'default' };
const rule = { apiGroups: [''], resources: ['pods'], verbs: ['get'] };

describe('explanations', () => {
  let api: RbacTestApi;
  before(async () => {
    api = await openRbacTestApi();
    await api.add(role('default', 'r', rule), binding('default', 'b', 'Role/r', user('jane')));
  });
  after(() => api.close());

  const explain = (spec: object) =>
    api.call('POST', `${OWN}/accessexplanations`, { apiVersion, kind: 'AccessExplanation', spec });

  test('of what is allowed', async () => {
    const { status, body } = await explain({ user: 'jane', resourceAttributes: pods });
    assert.equal(status, 201);
    const reason = 'RBAC: allowed by RoleBinding "b/default" of Role "r" to User "jane"';
    assert.deepEqual(body.status, {
      allowed: true,
      reason,
      authorizers: [
        { authorizer: 'masters', decision: 'NoOpinion' },
        { authorizer: 'rbac', decision: 'Allow', reason },
      ],
      grants: [
        {
          binding: { kind: 'RoleBinding', namespace: 'default', name: 'b' },
          role: { kind: 'Role', namespace: 'default', name: 'r' },
          subject: { kind: 'User', name: 'jane' },
          rule,
        },
      ],
    });
  });

  test('of what is denied', async () => {
    const { body } = await explain({ user: 'jane', resourceAttributes: { ...pods, verb: 'delete' } });
    const { allowed, authorizers, grants, nearMisses } = body.status;
    assert.deepEqual([allowed, authorizers.at(-1).decision, grants], [false, 'NoOpinion', []]);
    assert.deepEqual(
      nearMisses.map(({ reason }: any) => reason),
      ['OtherVerb'],
    );
  });

  test('of masters: nobody else is asked', async () => {
    const { body } = await explain({ groups: ['system:masters'], resourceAttributes: pods });
    assert.deepEqual(body.status, { allowed: true, authorizers: [{ authorizer: 'masters', decision: 'Allow' }] });
  });

  test('of who can', async () => {
    const spec = { resourceAttributes: pods };
    const { body } = await api.call('POST', `${OWN}/accesslistings`, { apiVersion, kind: 'AccessListing', spec });
    assert.deepEqual(
      body.status.holders.map(({ subject }: any) => subject.name),
      ['system:masters', 'jane'],
    );
  });

  test('of who can, page by page', async () => {
    const list = async (spec: object) =>
      (await api.call('POST', `${OWN}/accesslistings`, { apiVersion, kind: 'AccessListing', spec })).body;
    const first = await list({ resourceAttributes: pods, limit: 1 });
    assert.deepEqual([first.status.holders.length, first.status.total, first.status.continue], [1, 2, '1']);
    const { status } = await list({ resourceAttributes: pods, limit: 1, continue: '1' });
    assert.deepEqual([status.holders[0].subject.name, status.total, status.continue], ['jane', 2, undefined]);
    assert.match((await list({ resourceAttributes: pods, continue: '-1' })).message, /spec\.continue: Invalid value/);
  });

  test('of who can by a token that a Secret holds', async () => {
    await api.add(
      role('default', 'robot', rule),
      binding('default', 'robot', 'Role/robot', account('robot')),
      role('default', 'reader', { apiGroups: [''], resources: ['secrets'], verbs: ['get'], resourceNames: ['held'] }),
      binding('default', 'reader', 'Role/reader', user('eve')),
    );
    const annotations = { 'kubernetes.io/service-account.name': 'robot' };
    const secret = { metadata: { name: 'held', annotations }, type: 'kubernetes.io/service-account-token' };
    await api.call('POST', '/api/v1/namespaces/default/secrets', { apiVersion: 'v1', kind: 'Secret', ...secret });
    const spec = { resourceAttributes: pods };
    const { body } = await api.call('POST', `${OWN}/accesslistings`, { apiVersion, kind: 'AccessListing', spec });
    const eve = body.status.holders.find(({ subject }: any) => subject.name === 'eve');
    assert.equal(eve.steps[0].message, 'can read Secret default/held with a token of ServiceAccount default/robot');
  });

  test('are for those who may have them', async () => {
    for (const [kind, name] of [
      ['AccessExplanation', 'accessexplanations'],
      ['AccessListing', 'accesslistings'],
    ]) {
      const spec = { user: 'jane', resourceAttributes: pods };
      const { status } = await api.as('jane')('POST', `${OWN}/${name}`, { apiVersion, kind, spec });
      assert.equal(status, 403);
    }
  });

  test('need a question', async () => {
    const { status, body } = await explain({ user: 'jane' });
    assert.equal(status, 422);
    assert.match(body.message, /^AccessExplanation\.allium\.dev "" is invalid: spec\.resourceAttributes: /);
  });
});
