import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { LabelSelector } from '../../api/labels.ts';
import { StatusError } from '../../api/status.ts';
import { attributesOf, type TestWrite } from '../testing.ts';
import { isExempt, isExemptFromPolicies } from './exempt.ts';
import { findMatch, type MatchCriteria, type MatchPorts } from './match.ts';
import { matchesRule } from './rule.ts';

const RULE = { operations: ['CREATE'], apiGroups: ['apps'], apiVersions: ['v1'], resources: ['deployments'] };
const DEPLOYMENT: TestWrite = { resource: 'deployments.apps', object: {} };
const NAMESPACE: TestWrite = { resource: 'namespaces', namespace: 'ns', object: {} };
const NODE: TestWrite = { resource: 'nodes', namespace: '', object: {} };
const CORE = { apiGroups: [''], apiVersions: ['v1'] };

describe('a rule', () => {
  const cases: [what: string, rule: object, write: TestWrite, matches: boolean][] = [
    ['is for what it names', {}, DEPLOYMENT, true],
    ['is not for another operation', { operations: ['UPDATE', 'DELETE'] }, DEPLOYMENT, false],
    ['is for every operation', { operations: ['*'] }, { ...DEPLOYMENT, operation: 'CONNECT' }, true],
    ['is not for another group', { apiGroups: [''] }, DEPLOYMENT, false],
    ['is for every group', { apiGroups: ['*'] }, DEPLOYMENT, true],
    ['is not for another version', { apiVersions: ['v2'] }, DEPLOYMENT, false],
    ['is for every version', { apiVersions: ['*'] }, DEPLOYMENT, true],
    ['is not for subresources', {}, { ...DEPLOYMENT, resource: 'deployments.apps/scale' }, false],
    [
      'is for a subresource',
      { resources: ['deployments/scale'] },
      { ...DEPLOYMENT, resource: 'deployments.apps/scale' },
      true,
    ],
    ['of a subresource is not for the resource', { resources: ['deployments/scale'] }, DEPLOYMENT, false],
    ['is for all subresources, and for the resource', { resources: ['deployments/*'] }, DEPLOYMENT, true],
    ['* is for every resource', { resources: ['*'] }, DEPLOYMENT, true],
    ['* is not for subresources', { resources: ['*'] }, { ...DEPLOYMENT, resource: 'deployments.apps/scale' }, false],
    ['*/* is for everything', { resources: ['*/*'] }, { ...DEPLOYMENT, resource: 'deployments.apps/scale' }, true],
    [
      '*/scale is for every scale',
      { resources: ['*/scale'] },
      { ...DEPLOYMENT, resource: 'deployments.apps/scale' },
      true,
    ],
    ['of names from a prototype is for nothing', { resources: ['constructor'] }, DEPLOYMENT, false],
    ['for what is in namespaces', { scope: 'Namespaced' }, DEPLOYMENT, true],
    ['for what is in none', { scope: 'Cluster' }, DEPLOYMENT, false],
    ['for what is in none', { ...CORE, resources: ['nodes'], scope: 'Cluster' }, NODE, true],
    [
      'for what is in none counts namespaces',
      { ...CORE, resources: ['namespaces'], scope: 'Cluster' },
      NAMESPACE,
      true,
    ],
    [
      'for what is in namespaces does not',
      { ...CORE, resources: ['namespaces'], scope: 'Namespaced' },
      NAMESPACE,
      false,
    ],
    ['for both', { scope: '*' }, DEPLOYMENT, true],
  ];
  for (const [what, change, write, matches] of cases) {
    test(`${what}: ${matches}`, () => assert.equal(matchesRule({ ...RULE, ...change }, attributesOf(write)), matches));
  }
});

const OTHER = { group: 'extensions', version: 'v1beta1', resource: 'deployments' };
const ports = (change: Partial<MatchPorts> = {}): MatchPorts => ({
  findNamespace: (name) => (name === 'default' ? ({ metadata: { name, labels: { team: 'a' } } } as any) : undefined),
  equivalents: () => [],
  ...change,
});
const criteria = (change: Partial<MatchCriteria> = {}): MatchCriteria => ({
  rules: [RULE],
  namespaceSelector: LabelSelector.EVERYTHING,
  objectSelector: LabelSelector.EVERYTHING,
  equivalent: true,
  ...change,
});
const TEAM_A = LabelSelector.parse('team=a');
const labelled = (labels: object) => ({ metadata: { labels } });
const everything = [{ operations: ['*'], apiGroups: ['*'], apiVersions: ['*'], resources: ['*/*'] }];

describe('selectors', () => {
  const cases: [what: string, change: Partial<MatchCriteria>, write: TestWrite, matches: boolean][] = [
    ["the namespace's labels", { namespaceSelector: TEAM_A }, DEPLOYMENT, true],
    ["the namespace's other labels", { namespaceSelector: LabelSelector.parse('team!=a') }, DEPLOYMENT, false],
    ['what is in no namespace is always meant', { namespaceSelector: TEAM_A, rules: everything }, NODE, true],
    [
      'a new namespace by the labels that it is to have',
      { namespaceSelector: TEAM_A, rules: everything },
      { ...NAMESPACE, object: labelled({ team: 'a' }) },
      true,
    ],
    [
      'a namespace that goes by those that it has',
      { namespaceSelector: TEAM_A, rules: everything },
      { ...NAMESPACE, namespace: 'default', operation: 'DELETE', object: undefined as any },
      true,
    ],
    ['the new object', { objectSelector: TEAM_A }, { ...DEPLOYMENT, object: labelled({ team: 'a' }) }, true],
    [
      'the old object, so that nobody evades by taking a label off',
      { objectSelector: TEAM_A },
      { ...DEPLOYMENT, oldObject: labelled({ team: 'a' }) },
      true,
    ],
    ['neither object', { objectSelector: TEAM_A }, { ...DEPLOYMENT, oldObject: {} }, false],
  ];
  for (const [what, change, write, matches] of cases) {
    test(`${what}: ${matches}`, () =>
      assert.equal(findMatch(criteria(change), attributesOf(write), ports()) !== undefined, matches));
  }

  test('options of a connection have no labels', () => {
    const attributes = { ...attributesOf(DEPLOYMENT), object: { kind: 'PodExecOptions' } as any };
    assert.equal(findMatch(criteria({ objectSelector: TEAM_A }), attributes, ports()), undefined);
  });

  test('a namespace that is missing refuses what the rules are for, and nothing else', () => {
    const attributes = attributesOf({ ...DEPLOYMENT, namespace: 'gone' });
    const find = (rules: MatchCriteria['rules']) =>
      findMatch(criteria({ namespaceSelector: TEAM_A, rules }), attributes, ports());
    assert.throws(
      () => find([RULE]),
      (error) => error instanceof StatusError && error.code === 404,
    );
    assert.equal(find([{ ...RULE, operations: ['DELETE'] }]), undefined);
  });
});

describe('matchPolicy', () => {
  const rules = [{ ...RULE, apiGroups: ['extensions'], apiVersions: ['v1beta1'] }];
  const kind = { group: 'extensions', version: 'v1beta1', kind: 'Deployment' };
  const equivalents = () => [{ resource: OTHER, kind }];

  test('Equivalent: the version that a rule names', () => {
    const found = findMatch(criteria({ rules }), attributesOf(DEPLOYMENT), ports({ equivalents }));
    assert.deepEqual(found, { resource: OTHER, kind });
  });

  test('Equivalent: the request as it is comes first', () => {
    const found = findMatch(criteria({ rules: [...rules, RULE] }), attributesOf(DEPLOYMENT), ports({ equivalents }));
    assert.equal(found?.resource.group, 'apps');
  });

  test('Exact: nothing but what the rules name', () => {
    assert.equal(
      findMatch(criteria({ rules, equivalent: false }), attributesOf(DEPLOYMENT), ports({ equivalents })),
      undefined,
    );
  });

  test('a version that has no such subresource refuses', () => {
    const unknown = ports({ equivalents: () => [{ resource: OTHER, kind: undefined }] });
    assert.throws(() => findMatch(criteria({ rules }), attributesOf(DEPLOYMENT), unknown), {
      message: 'Internal error occurred: unable to convert to extensions/v1beta1, Resource=deployments: unknown kind',
    });
  });
});

test('what configures webhooks and policies is exempt, in its own group', () => {
  const of = (resource: string, kind: string) => isExempt(attributesOf({ resource, kind }));
  assert.equal(
    of('validatingwebhookconfigurations.admissionregistration.k8s.io', 'ValidatingWebhookConfiguration'),
    true,
  );
  assert.equal(of('mutatingadmissionpolicies.admissionregistration.k8s.io', 'MutatingAdmissionPolicy'), true);
  assert.equal(of('validatingwebhookconfigurations.example.com', 'ValidatingWebhookConfiguration'), false);
  assert.equal(of('pods', 'Pod'), false);
});

test('policies do not see reviews, webhooks do', () => {
  for (const [resource, exempt] of [
    ['tokenreviews.authentication.k8s.io', true],
    ['localsubjectaccessreviews.authorization.k8s.io', true],
    ['mutatingadmissionpolicies.admissionregistration.k8s.io', false],
    ['tokenreviews.example.com', false],
    ['serviceaccounts/token', false],
    ['pods/eviction', false],
  ] as const) {
    const attributes = attributesOf({ resource });
    assert.deepEqual([isExemptFromPolicies(attributes), isExempt(attributes)], [exempt, false], resource);
  }
  const policy = attributesOf({
    resource: 'mutatingadmissionpolicies.admissionregistration.k8s.io',
    kind: 'MutatingAdmissionPolicy',
  });
  assert.equal(isExemptFromPolicies(policy), true);
});
