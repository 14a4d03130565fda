import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ConfigError } from '../errors.ts';
import { readAuthorizationConfiguration } from './read.ts';

const HEAD = { apiVersion: 'apiserver.config.k8s.io/v1', kind: 'AuthorizationConfiguration' };
const text = fc.oneof(
  fc.string(),
  fc.constantFrom('', 'Webhook', 'RBAC', 'Node', '5m', '-1s', 'v1', 'Deny', '/dev/null'),
);
const webhook = fc.record(
  {
    authorizedTTL: text,
    unauthorizedTTL: text,
    timeout: text,
    subjectAccessReviewVersion: text,
    matchConditionSubjectAccessReviewVersion: text,
    failurePolicy: text,
    connectionInfo: fc.record({ type: text, kubeConfigFile: text }, { requiredKeys: [] }),
    matchConditions: fc.array(fc.record({ expression: text }), { maxLength: 3 }),
  },
  { requiredKeys: [] },
);
const authorizer = fc.record({ type: text, name: text, webhook }, { requiredKeys: [] });
const configuration = fc.oneof(
  fc.record({ authorizers: fc.array(authorizer, { maxLength: 3 }) }),
  fc.record({ authorizers: fc.anything() }),
  fc.dictionary(fc.string(), fc.jsonValue()),
);

test('whatever the file holds, it is a plan or a ConfigError', async () => {
  const content = fc.oneof(
    configuration.map((fields) => Buffer.from(JSON.stringify({ ...HEAD, ...fields }, withoutBigInts))),
    fc.uint8Array().map((bytes) => Buffer.from(bytes)),
  );
  await fc.assert(
    fc.asyncProperty(content, async (bytes) => {
      try {
        assert.notEqual((await readAuthorizationConfiguration(bytes)).length, 0);
      } catch (error) {
        assert.ok(error instanceof ConfigError, String((error as Error).stack));
      }
    }),
    { numRuns: 300 },
  );
});

function withoutBigInts(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
