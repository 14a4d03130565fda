import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Authentication } from '../../authentication/authenticator.ts';
import { observed } from '../../authentication/observed.ts';
import type { ApiRequest } from '../../request/http.ts';
import { AuthenticationMetrics } from './authentication-metrics.ts';
import { textOf } from './family.ts';

const someone = (name: string): Authentication => ({
  outcome: 'authenticated',
  user: { name, groups: [] },
  method: 'test',
});

test('attempts are told by their result, and nobody by name whom not everybody knows', async () => {
  const metrics = new AuthenticationMetrics();
  const answers: (Authentication | Promise<Authentication>)[] = [
    ...['jane', 'system:serviceaccount:a:b', 'admin', 'jane@example.com'].map(someone),
    { outcome: 'reject', reason: 'no' },
    Promise.resolve<Authentication>({ outcome: 'no-opinion' }),
  ];
  const authenticator = { name: 'test', authenticate: () => answers.shift()! };
  const asked = observed(authenticator, metrics.note);
  while (answers.length > 0) await asked.authenticate({} as ApiRequest);
  const samples = metrics.families().map((family) => textOf(family).split('\n').slice(2, -1));
  assert.deepEqual(samples, [
    [
      'authentication_attempts{result="success"} 4',
      'authentication_attempts{result="error"} 1',
      'authentication_attempts{result="failure"} 1',
    ],
    [
      'authenticated_user_requests{username="other"} 2',
      'authenticated_user_requests{username="admin"} 1',
      'authenticated_user_requests{username="email_id"} 1',
    ],
  ]);
});
