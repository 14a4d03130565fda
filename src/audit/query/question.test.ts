import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AuditEvent } from '../event.ts';
import { type AuditQuestion, matches, needlesOf, parseResource } from './question.ts';

const EVENT: AuditEvent = {
  kind: 'Event',
  apiVersion: 'audit.k8s.io/v1',
  level: 'Metadata',
  auditID: 'a',
  stage: 'ResponseComplete',
  requestURI: '/x',
  verb: 'patch',
  user: { username: 'jane' },
  impersonatedUser: { username: 'robot' },
  sourceIPs: ['192.0.2.1', '192.0.2.2'],
  objectRef: { resource: 'networkpolicies', apiGroup: 'networking.k8s.io', namespace: 'shop', name: 'web' },
  requestReceivedTimestamp: '2030-01-31T12:00:00.000000Z',
  stageTimestamp: '2030-01-31T12:00:01.000000Z',
  annotations: { 'authorization.k8s.io/decision': 'allow', 'allium.dev/credential-id': 'JTI=1' },
};
const at = (text: string) => Date.parse(text);
const about = (word: string): AuditQuestion => ({ resource: parseResource(word)! });

const CASES: readonly [what: string, question: AuditQuestion, isMet: boolean][] = [
  ['nothing', {}, true],
  ['who did it', { user: 'jane' }, true],
  ['as whom it was done', { user: 'robot' }, true],
  ['another', { user: 'joe' }, false],
  ['verbs', { verbs: ['get', 'patch'] }, true],
  ['other verbs', { verbs: ['get'] }, false],
  ['a plural', about('networkpolicies'), true],
  ['a singular', about('networkpolicy'), true],
  ['a kind', about('NetworkPolicy'), true],
  ['a short name', about('netpol'), true],
  ['a short name with its group', about('netpol.networking.k8s.io'), true],
  ['another group', about('netpol.example.com'), false],
  ['another resource', about('po'), false],
  ['a subresource', about('netpol/status'), false],
  ['any resource', about('*'), true],
  ['a name', { name: 'web' }, true],
  ['a namespace', { namespace: 'bank' }, false],
  ['any of the sources', { source: '192.0.2.1' }, true],
  ['a credential', { credential: 'JTI=1' }, true],
  ['a decision', { decision: 'forbid' }, false],
  ['what was denied', { denied: true }, false],
  ['a time', { since: at('2030-01-31T12:00:01Z'), until: at('2030-01-31T12:00:02Z') }, true],
  ['a time before', { until: at('2030-01-31T12:00:01Z') }, false],
];

for (const [what, question, isMet] of CASES) {
  test(`asked for: ${what}`, () => {
    assert.equal(matches(question, EVENT), isMet);
    const line = Buffer.from(JSON.stringify(EVENT));
    // What is met must not be passed over unread.
    if (isMet) for (const needle of needlesOf(question)) assert.ok(line.includes(needle), String(needle));
  });
}

test('a word that means several resources has them looked for by how they begin', () => {
  assert.deepEqual(needlesOf(about('networkpolicy')).map(String), ['"networkpolic']);
  assert.deepEqual(needlesOf(about('po')).map(String), ['"pods']);
});
