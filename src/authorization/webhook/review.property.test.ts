import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readStatus } from './review.ts';
import { WebhookAuthorizer } from './webhook-authorizer.ts';

const word = fc.oneof(fc.boolean(), fc.constantFrom('true', 1, null, undefined, {}, []), fc.anything());
const status = fc.record({ allowed: word, denied: word, reason: word }, { requiredKeys: [] });
const answer = fc.oneof(
  fc.anything(),
  fc.record({ status: fc.oneof(status, fc.anything()) }),
  fc.record({ kind: fc.constantFrom('SubjectAccessReview', 'Pod', 1), apiVersion: fc.string(), status }),
  status.map((one) => JSON.parse(JSON.stringify({ __proto__: null, status: one, constructor: { status: one } }))),
);

test('whatever a webhook answers, it is a status or an error', () => {
  fc.assert(
    fc.property(answer, (said) => {
      try {
        const { allowed, denied, reason } = readStatus('v1', said);
        assert.deepEqual([typeof allowed, typeof denied, typeof reason], ['boolean', 'boolean', 'string']);
      } catch (error) {
        assert.ok(error instanceof Error && !(error instanceof TypeError), String(error));
      }
    }),
    { numRuns: 2000 },
  );
});

test('nothing but `allowed: true` allows', async () => {
  const attributes = {
    user: { name: 'jane', groups: [] },
    ...{ verb: 'get', isResourceRequest: false, path: '/x' },
    ...{ namespace: '', group: '', version: '', resource: '', subresource: '', name: '' },
  };
  const options = { name: 'hook', version: 'v1', authorizedTtl: 0, unauthorizedTtl: 0, failurePolicy: 'Deny' } as const;
  await fc.assert(
    fc.asyncProperty(answer, async (said) => {
      const ports = {
        ask: async () => said,
        matches: () => true,
        now: () => 0,
        observe: () => {},
        onFailure: () => {},
      };
      const { outcome } = await new WebhookAuthorizer(options, ports).authorize(attributes);
      if (outcome === 'allow') assert.equal((said as any).status.allowed, true);
    }),
    { numRuns: 1000 },
  );
});
