import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ALLIUM_GROUP, type CredentialRevocation, type CredentialRevocationSpec } from '../../../api/allium.ts';
import { StatusError } from '../../../api/status.ts';
import type { Holder } from '../../../request/credential.ts';
import type { AdmissionAttributes } from '../../admission.ts';
import { ALLOW_LOCKOUT, RevocationLockout } from './revocation-lockout.ts';

const holderOf = (name: string, group: string): Holder => ({ user: { name, groups: [group] }, credential: undefined });
const jane = holderOf('jane', 'ops');
const admin = holderOf('kubernetes-admin', 'system:masters');
const plugin = new RevocationLockout({
  hits: ({ spec }, { user }) => spec?.subject?.user === user.name || user.groups.includes(spec?.subject?.group ?? ''),
  lastWayIn: () => admin,
});

function attributesOf(spec: CredentialRevocationSpec, annotations: Record<string, string> = {}): AdmissionAttributes {
  const kind = 'CredentialRevocation';
  const object: CredentialRevocation = {
    apiVersion: 'allium.dev/v1alpha1',
    kind,
    metadata: { name: 'r', annotations },
    spec,
  };
  return {
    operation: 'CREATE',
    kind: { group: ALLIUM_GROUP, version: 'v1alpha1', kind },
    resource: { group: ALLIUM_GROUP, version: 'v1alpha1', resource: 'credentialrevocations' },
    subresource: '',
    namespace: '',
    name: 'r',
    object,
    oldObject: undefined,
    options: {},
    dryRun: false,
    // Acting as somebody else does not spare one's own credential.
    user: { name: 'somebody-else', groups: [] },
    requester: jane,
    warn: () => {},
  };
}

describe('a revocation', () => {
  const cases: readonly (readonly [CredentialRevocationSpec, RegExp | undefined])[] = [
    [{ subject: { user: 'joe' } }, undefined],
    [{ subject: { user: 'somebody-else' } }, undefined],
    [
      { subject: { user: 'jane' } },
      /is forbidden: this revokes the credential that you ask for it with; if that is what you want, set the annotation/,
    ],
    [{ subject: { group: 'ops' } }, /credential that you ask for it with/],
    [{ subject: { group: 'system:masters' } }, /revokes the administrator's certificate/],
    [{ subject: { user: 'kubernetes-admin' } }, /revokes the administrator's certificate/],
  ];
  for (const [spec, message] of cases) {
    test(`of ${JSON.stringify(spec.subject)} ${message ? 'has to say that it locks out' : 'is free'}`, () => {
      const act = () => plugin.validate(attributesOf(spec));
      if (message === undefined) act();
      else {
        assert.throws(
          act,
          (error) => error instanceof StatusError && error.code === 403 && message.test(error.message),
        );
        plugin.validate(attributesOf(spec, { [ALLOW_LOCKOUT]: 'true' }));
        assert.throws(() => plugin.validate(attributesOf(spec, { [ALLOW_LOCKOUT]: 'false' })));
      }
    });
  }
});
