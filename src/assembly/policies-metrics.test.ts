/** What /metrics tells of policies' match conditions, by requests to a whole API in memory. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AdmissionPolicyMetrics } from '../server/metrics/admission-policy-metrics.ts';
import { MatchConditionMetrics } from '../server/metrics/match-condition-metrics.ts';
import { openTestApi } from './testing.ts';
import { addMutatingPolicy, addValidatingPolicy } from './testing-policies.ts';

const PLUGINS = ['MutatingAdmissionPolicy', 'ValidatingAdmissionPolicy'] as const;
const LABELS = { name: 'p', kind: 'policy', type: 'validate', operation: 'CREATE' };
const PATCH = {
  patchType: 'JSONPatch',
  jsonPatch: { expression: "[JSONPatch{op: 'test', path: '/kind', value: 'ConfigMap'}]" },
};

const KINDS = {
  'a validating policy': { add: addValidatingPolicy, spec: { validations: [{ expression: 'true' }] } },
  'a mutating policy': { add: addMutatingPolicy, spec: { mutations: [PATCH] } },
};
const CASES: Readonly<Record<string, { readonly expression?: string; readonly counted: readonly number[] }>> = {
  'no conditions': { counted: [0, 0, 0] },
  'conditions that hold': { expression: 'true', counted: [0, 0, 1] },
  'conditions that do not': { expression: 'has(object.none)', counted: [1, 0, 1] },
  'conditions that cannot be told': { expression: 'object.none == 1', counted: [0, 1, 1] },
  'conditions that wait for an answer': {
    expression: "!authorizer.requestResource.check('get').allowed()",
    counted: [1, 0, 1],
  },
};

for (const [kind, { add, spec }] of Object.entries(KINDS)) {
  for (const [what, { expression, counted }] of Object.entries(CASES)) {
    test(`${kind} with ${what}`, async () => {
      const conditions = new MatchConditionMetrics();
      const authorizer = {
        name: 'slow',
        authorize: () => Promise.resolve({ outcome: 'allow', reason: 'a test' } as const),
      };
      const policyMetrics = new AdmissionPolicyMetrics(conditions);
      const api = await openTestApi({ admission: PLUGINS, namespaces: ['default'], authorizer, policyMetrics });
      try {
        const matchConditions = expression === undefined ? [] : [{ name: 'c', expression }];
        assert.equal((await add(api, { spec: { ...spec, matchConditions } })).status, 201);
        await api.call('POST', '/api/v1/namespaces/default/configmaps', {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name: 'c' },
        });
        const totals = Array.from(conditions.families(), ({ samples }) => {
          const total = [...samples].find(({ suffix }) => suffix === undefined || suffix === '_count');
          if (total) assert.deepEqual(total.labels, LABELS);
          return total?.value ?? 0;
        });
        assert.deepEqual(totals, counted);
      } finally {
        await api.close();
      }
    });
  }
}
