import assert from 'node:assert/strict';
import { test } from 'node:test';
import { admit, type TestWrite } from '../../testing.ts';
import type { SignerPermission } from '../certificate-approval/signer-permission.ts';
import { ClusterTrustBundleAttest } from './cluster-trust-bundle-attest.ts';

const SIGNER = 'example.com/ca';
const bundle = (trustBundle: string, signerName?: string, metadata: object = {}) => ({
  metadata: { name: 'x', namespace: '', ...metadata },
  spec: { trustBundle, ...(signerName !== undefined && { signerName }) },
});
const update = (old: object, object: object): Partial<TestWrite> => ({ operation: 'UPDATE', oldObject: old, object });
const REFUSAL = `clustertrustbundles.certificates.k8s.io "x" is forbidden: user not permitted to attest for signerName "${SIGNER}"`;
const OWNED = { ownerReferences: [{ uid: 'u' }], finalizers: ['f'], managedFields: [{ manager: 'm' }] };

const CASES: [what: string, write: Partial<TestWrite>, isAsked: boolean][] = [
  ['a bundle of no signer', { object: bundle('pem') }, false],
  ['a bundle of an empty signer', { object: bundle('pem', '') }, false],
  ['a bundle of a signer', { object: bundle('pem', SIGNER) }, true],
  ['a changed bundle', update(bundle('pem', SIGNER), bundle('other', SIGNER)), true],
  ['a bundle with another label', update(bundle('a', SIGNER), bundle('a', SIGNER, { labels: { a: 'b' } })), true],
  ['a bundle that is written as it is', update(bundle('pem', SIGNER), bundle('pem', SIGNER)), false],
  ['a bundle that is only owned anew', update(bundle('a', SIGNER), bundle('a', SIGNER, OWNED)), false],
  ['something else', { resource: 'configmaps', object: bundle('pem', SIGNER) }, false],
];
for (const [what, write, isAsked] of CASES) {
  test(`${what}: ${isAsked ? 'only with the permission' : 'whoever it is'}`, async () => {
    const asked: unknown[] = [];
    const permission = (isGiven: boolean): SignerPermission => ({
      async allows(user, verb, signerName) {
        asked.push([user.name, verb, signerName]);
        return isGiven;
      },
    });
    const written = { resource: 'clustertrustbundles.certificates.k8s.io', namespace: '', object: {}, ...write };
    const { refused } = await admit(new ClusterTrustBundleAttest(permission(false)), written);
    assert.equal(refused, isAsked ? REFUSAL : undefined);
    assert.equal((await admit(new ClusterTrustBundleAttest(permission(true)), written)).refused, undefined);
    const question = ['someone', 'attest', SIGNER];
    assert.deepEqual(asked, isAsked ? [question, question] : []);
  });
}
