import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KubeObject } from '../../api/object.ts';
import { attributesOf, type TestWrite } from '../testing.ts';
import { PolicyIndex } from './policy-index.ts';
import type { PolicyPorts } from './ports.ts';

const POD: TestWrite = { resource: 'pods' };
const rule = (...resources: string[]) => ({ operations: ['CREATE'], apiGroups: [''], apiVersions: ['v1'], resources });

function policy(name: string, matchConstraints: object): KubeObject {
  return { apiVersion: '', kind: '', metadata: { name }, spec: { matchConstraints } };
}

function bindingOf(policyName: string, matchResources?: object): KubeObject {
  return {
    apiVersion: '',
    kind: '',
    metadata: { name: `${policyName}-binding` },
    spec: { policyName, matchResources },
  };
}

/** Objects that change: `put` tells those that watch. */
function objects(...initial: KubeObject[]) {
  let all = initial;
  const listeners: (() => void)[] = [];
  return {
    list: () => all,
    watch: (onChange: () => void) => void listeners.push(onChange),
    put(...next: KubeObject[]) {
      all = next;
      for (const listener of listeners) listener();
    },
  };
}

function indexed(policies: ReturnType<typeof objects>, bindings: ReturnType<typeof objects>) {
  const ports = { policies, bindings, findNamespace: () => undefined, equivalents: () => served };
  let served: ReturnType<PolicyPorts['equivalents']> = [];
  const index = new PolicyIndex(ports);
  return {
    serve: (others: typeof served) => {
      served = others;
    },
    /** `name`, with what has to be asked of each request. */
    for: (write: TestWrite) =>
      index.for(attributesOf(write)).map(({ policy: { name }, target, bindings: bound }) => {
        const asked = [target ? '' : ' policy?', bound.some(({ isCertain }) => !isCertain) ? ' binding?' : ''];
        return name + asked.join('');
      }),
  };
}

const LABELLED = { matchLabels: { a: 'b' } };

const CASES: Readonly<Record<string, readonly [match: object, binding: object | undefined, found: readonly string[]]>> =
  {
    'rules that name the resource': [{ resourceRules: [rule('pods')] }, undefined, ['p']],
    'rules that name another': [{ resourceRules: [rule('secrets')] }, undefined, []],
    'rules that name a subresource': [{ resourceRules: [rule('pods/status')] }, undefined, []],
    'rules that are excluded': [{ resourceRules: [rule('*')], excludeResourceRules: [rule('pods')] }, undefined, []],
    'a selector of objects': [{ resourceRules: [rule('pods')], objectSelector: LABELLED }, undefined, ['p policy?']],
    'a selector of namespaces': [
      { resourceRules: [rule('pods')], namespaceSelector: LABELLED },
      undefined,
      ['p policy?'],
    ],
    'a selector for what rules do not name': [
      { resourceRules: [rule('secrets')], objectSelector: LABELLED },
      undefined,
      [],
    ],
    names: [{ resourceRules: [{ ...rule('pods'), resourceNames: ['x'] }] }, undefined, ['p policy?']],
    'names that are excluded': [
      { resourceRules: [rule('pods')], excludeResourceRules: [{ ...rule('pods'), resourceNames: ['x'] }] },
      undefined,
      ['p policy?'],
    ],
    "a selector of the binding's": [{ resourceRules: [rule('pods')] }, { namespaceSelector: LABELLED }, ['p binding?']],
  };

for (const [what, [match, matchResources, found]] of Object.entries(CASES)) {
  test(`${what}: ${found.length > 0 ? found : 'never'}`, () => {
    const index = indexed(objects(policy('p', match)), objects(bindingOf('p', matchResources)));
    assert.deepEqual(index.for(POD), found);
  });
}

test('what another operation or another scope is for is found anew', () => {
  const index = indexed(
    objects(policy('p', { resourceRules: [{ ...rule('*'), scope: 'Namespaced' }] })),
    objects(bindingOf('p')),
  );
  assert.deepEqual(index.for(POD), ['p']);
  assert.deepEqual(index.for({ ...POD, operation: 'DELETE' }), []);
  assert.deepEqual(index.for({ resource: 'nodes', namespace: '' }), []);
});

test('a change of policies or bindings counts from the next request on', () => {
  const [policies, bindings] = [objects(), objects()];
  const index = indexed(policies, bindings);
  assert.deepEqual(index.for(POD), []);
  policies.put(policy('p', { resourceRules: [rule('pods')] }));
  assert.deepEqual(index.for(POD), []);
  bindings.put(bindingOf('p'));
  assert.deepEqual(index.for(POD), ['p']);
});

test('another version that is served counts from the next request on', () => {
  const index = indexed(objects(policy('p', { resourceRules: [rule('tests')] })), objects(bindingOf('p')));
  const request = { resource: 'tests.example.com' };
  assert.deepEqual(index.for(request), []);
  const kind = { group: '', version: 'v1', kind: 'Test' };
  index.serve([{ resource: { group: '', version: 'v1', resource: 'tests' }, kind }]);
  assert.deepEqual(index.for(request), ['p']);
});
