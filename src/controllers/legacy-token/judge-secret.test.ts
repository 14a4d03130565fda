import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KubeObject } from '../../api/object.ts';
import { INVALID_SINCE, LAST_USED } from '../../api/token-secret.ts';
import { judgeSecret, type Verdict } from './judge-secret.ts';

const BEFORE = Date.parse('2026-03-10T12:00:00Z');
const OLD = '2026-03-09';

interface Case {
  readonly labels?: Record<string, string>;
  readonly metadata?: object;
  readonly account?: KubeObject | undefined;
  readonly isMounted?: boolean;
  readonly verdict: Verdict;
}

const ACCOUNT = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: {}, secrets: [{ name: 'other' }, { name: 's' }] };

const cases: Record<string, Case> = {
  'never used': { verdict: 'invalidate' },
  'used long ago': { labels: { [LAST_USED]: OLD }, verdict: 'invalidate' },
  'used on the last day that counts': { labels: { [LAST_USED]: '2026-03-10' }, verdict: 'keep' },
  'used on a day that cannot be read': { labels: { [LAST_USED]: '2026-02-30' }, verdict: 'keep' },
  'made a moment too late': { metadata: { creationTimestamp: '2026-03-10T12:00:00Z' }, verdict: 'keep' },
  'on its way out': { metadata: { deletionTimestamp: '2026-03-01T00:00:00Z' }, verdict: 'keep' },
  'of an account that is not there': { account: undefined, verdict: 'keep' },
  'made by somebody: the account does not list it': { account: { ...ACCOUNT, secrets: [] }, verdict: 'keep' },
  'mounted by a pod': { isMounted: true, verdict: 'keep' },
  'invalid, and missed by nobody': { labels: { [INVALID_SINCE]: OLD }, verdict: 'delete' },
  'invalid since the last day that counts': { labels: { [INVALID_SINCE]: '2026-03-10' }, verdict: 'keep' },
  'invalid since a day that cannot be read': { labels: { [INVALID_SINCE]: 'long' }, verdict: 'invalidate' },
  'invalid, and mounted again': { labels: { [INVALID_SINCE]: OLD }, isMounted: true, verdict: 'keep' },
  'invalid, and used since': { labels: { [INVALID_SINCE]: OLD, [LAST_USED]: '2026-03-11' }, verdict: 'keep' },
};
for (const [what, { labels, metadata, isMounted = false, verdict, ...rest }] of Object.entries(cases)) {
  test(`${what}: ${verdict}`, () => {
    const own = { name: 's', creationTimestamp: '2026-03-10T11:59:59Z', ...metadata, ...(labels && { labels }) };
    const secret = { apiVersion: 'v1', kind: 'Secret', metadata: own };
    const account = 'account' in rest ? rest.account : ACCOUNT;
    assert.equal(judgeSecret(secret, BEFORE, { account, isMounted: () => isMounted }), verdict);
  });
}
