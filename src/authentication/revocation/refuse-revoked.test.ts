import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ApiRequest } from '../../request/http.ts';
import type { Authentication } from '../authenticator.ts';
import { refuseRevoked } from './refuse-revoked.ts';
import { revocationOf } from './revocation.ts';
import { RevocationIndex } from './revocation-index.ts';

const index = new RevocationIndex(() => undefined);
const kind = 'CredentialRevocation';
const spec = { token: { id: 'lost' } };
index.set(revocationOf({ apiVersion: 'allium.dev/v1alpha1', kind, metadata: { name: 'r' }, spec }));

const holds = (tokenId: string): Authentication => ({
  outcome: 'authenticated',
  user: { name: 'jane', groups: [] },
  method: 'test',
  credential: { id: `JTI=${tokenId}`, tokenId },
});
const rejected: Authentication = { outcome: 'reject', reason: 'the credential is revoked' };
const cases: readonly (readonly [name: string, found: Authentication, expected: Authentication])[] = [
  ['a credential that is revoked is a bad one', holds('lost'), rejected],
  ['another one stays', holds('kept'), holds('kept')],
  ['none stays none', { outcome: 'no-opinion' }, { outcome: 'no-opinion' }],
];
for (const [name, found, expected] of cases) {
  test(name, async () => {
    const asked: unknown[] = [];
    const authenticate = (answer: Authentication | Promise<Authentication>) =>
      refuseRevoked(
        {
          name: 'inner',
          authenticate: (_request, audiences) => {
            asked.push(audiences);
            return answer;
          },
        },
        index,
      ).authenticate({} as ApiRequest, ['api']);
    assert.deepEqual(authenticate(found), expected);
    assert.deepEqual(await authenticate(Promise.resolve(found)), expected);
    assert.deepEqual(asked, [['api'], ['api']]);
  });
}
