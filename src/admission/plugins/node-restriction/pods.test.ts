import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ask, MY_POD, OTHER_POD } from './testing.ts';

const OWNER = { apiVersion: 'v1', kind: 'Node', name: 'mine', uid: 'node-uid', controller: true };
const MIRROR = { 'kubernetes.io/config.mirror': 'hash' };

function mirror(spec: object = {}, metadata: object = {}) {
  return {
    metadata: { annotations: MIRROR, ownerReferences: [OWNER], ...metadata },
    spec: { nodeName: 'mine', ...spec },
  };
}
const owned = (...owners: object[]) => mirror({}, { ownerReferences: owners });
const volumes = (source: object) => mirror({ volumes: [{ name: 'v', ...source }] });
const projected = (source: object) => volumes({ projected: { sources: [source] } });
const refers = (what: string) => `node "mine" can not create pods that reference ${what}`;
const ONE_OWNER = 'node "mine" can only create pods with an owner reference set to itself';

describe('a node makes pods', () => {
  const CASES: [what: string, pod: object, why: string | undefined][] = [
    ['that mirror its own', mirror({ containers: [{ env: [{ name: 'A', value: 'b' }] }] }), undefined],
    ['with volumes of its own', volumes({ hostPath: { path: '/' } }), undefined],
    ['that tell about themselves', projected({ downwardAPI: {} }), undefined],
    [
      'that mirror nothing',
      mirror({}, { annotations: {} }),
      'pod does not have "kubernetes.io/config.mirror" annotation, node "mine" can only create mirror pods',
    ],
    ['elsewhere', mirror({ nodeName: 'other' }), 'node "mine" can only create pods with spec.nodeName set to itself'],
    ['nowhere', mirror({ nodeName: '' }), 'node "mine" can only create pods with spec.nodeName set to itself'],
    ['without an owner', owned(), ONE_OWNER],
    ['with two', owned(OWNER, OWNER), 'node "mine" can only create pods with a single owner reference set to itself'],
    ['of another node', owned({ ...OWNER, name: 'other' }), ONE_OWNER],
    ['of another kind', owned({ ...OWNER, kind: 'Pod' }), ONE_OWNER],
    ['of another version', owned({ ...OWNER, apiVersion: 'v2' }), ONE_OWNER],
    [
      'that it does not control',
      owned({ ...OWNER, controller: false }),
      'node "mine" can only create pods with a controller owner reference set to itself',
    ],
    [
      'that keep it from going',
      owned({ ...OWNER, blockOwnerDeletion: true }),
      'node "mine" must not set blockOwnerDeletion on an owner reference',
    ],
    [
      'of a former node of its name',
      owned({ ...OWNER, uid: 'before' }),
      'node mine UID mismatch: expected before got node-uid',
    ],
    ['with an account', mirror({ serviceAccountName: 'a' }), refers('serviceaccounts')],
    ['with pull secrets', mirror({ imagePullSecrets: [{ name: 's' }] }), refers('secrets')],
    ['CVE-2025-4563: with resource claims', mirror({ resourceClaims: [{ name: 'c' }] }), refers('resourceclaims')],
    ['with a secret', volumes({ secret: { secretName: 's' } }), refers('secrets')],
    ['with a config map', volumes({ configMap: { name: 'c' } }), refers('configmaps')],
    ['with a claim', volumes({ persistentVolumeClaim: { claimName: 'c' } }), refers('persistentvolumeclaims')],
    ['with an ephemeral claim', volumes({ ephemeral: {} }), refers('persistentvolumeclaims (via ephemeral volumes)')],
    ['with a driver', volumes({ csi: { driver: 'd' } }), refers('csidrivers (via CSI volumes)')],
    ['with endpoints', volumes({ glusterfs: { endpoints: 'e' } }), refers('endpoints (via glusterFS volumes)')],
    ['with something new', volumes({ novelty: {} }), refers('unknown sources of "v"')],
    ['with a projected secret', projected({ secret: { name: 's' } }), refers('secrets')],
    ['with a projected config map', projected({ configMap: { name: 'c' } }), refers('configmaps')],
    [
      'with a token',
      projected({ serviceAccountToken: { path: 't' } }),
      refers('serviceaccounts (via projected volumes)'),
    ],
    ['with trust bundles', projected({ clusterTrustBundle: { path: 't' } }), refers('clustertrustbundles')],
    ['with certificates', projected({ podCertificate: {} }), refers('podcertificates')],
    ['with a projection of something new', projected({ novelty: {} }), refers('unknown sources of "v"')],
  ];
  for (const [what, object, why] of CASES) {
    it(what, async () => {
      const { refused } = await ask({ resource: 'pods', object });
      assert.equal(refused, why && `pods "x" is forbidden: ${why}`);
    });
  }
});

describe('CVE-2023-2727, CVE-2024-3177: what a pod refers to, in every kind of container', () => {
  const KINDS = {
    init: (c: object) => ({ initContainers: [c] }),
    sidecar: (c: object) => ({ initContainers: [{ ...c, restartPolicy: 'Always' }] }),
    regular: (c: object) => ({ containers: [c] }),
    ephemeral: (c: object) => ({ ephemeralContainers: [c] }),
  };
  const REFERENCES: [by: string, container: object, resource: string][] = [
    ['env of a secret', { env: [{ valueFrom: { secretKeyRef: { name: 's' } } }] }, 'secrets'],
    ['envFrom of a secret', { envFrom: [{ secretRef: { name: 's' } }] }, 'secrets'],
    ['env of a config map', { env: [{ valueFrom: { configMapKeyRef: { name: 'c' } } }] }, 'configmaps'],
    ['envFrom of a config map', { envFrom: [{ configMapRef: { name: 'c' } }] }, 'configmaps'],
  ];
  for (const [kind, inSpec] of Object.entries(KINDS)) {
    for (const [by, container, resource] of REFERENCES) {
      it(`${kind}: ${by}`, async () => {
        const { refused } = await ask({ resource: 'pods', object: mirror(inSpec(container)) });
        assert.equal(refused, `pods "x" is forbidden: ${refers(resource)}`);
      });
    }
  }
});

const CLAIMS = { resourceClaimStatuses: [{ name: 'gpu', resourceClaimName: 'c1' }] };
const pod = (metadata: object, status: object, base: object = MY_POD) => ({
  ...base,
  metadata: { ...MY_POD.metadata, ...metadata },
  status,
});

describe('a node reports on pods', () => {
  const CASES: [what: string, old: object, now: object, why: string | undefined][] = [
    ['of its own', pod({}, CLAIMS), pod({}, { ...CLAIMS, phase: 'Running' }), undefined],
    [
      'of another node',
      OTHER_POD,
      OTHER_POD,
      'node "mine" can only update pod status for pods with spec.nodeName set to itself',
    ],
    [
      'that it takes for its own',
      OTHER_POD,
      pod({}, {}),
      'node "mine" can only update pod status for pods with spec.nodeName set to itself',
    ],
    [
      'with labels',
      pod({}, {}),
      pod({ labels: { a: 'b' } }, {}),
      'node "mine" cannot update labels through pod status',
    ],
    [
      'CVE-2025-4563: with other claims',
      pod({}, CLAIMS),
      pod({}, { resourceClaimStatuses: [{ name: 'gpu', resourceClaimName: 'c2' }] }),
      'node "mine" cannot update resource claim statues',
    ],
    [
      'CVE-2025-4563: with more claims',
      pod({}, {}),
      pod({}, CLAIMS),
      'node "mine" cannot update resource claim statues',
    ],
    [
      'CVE-2025-4563: with a claim for extended resources',
      pod({}, {}),
      pod({}, { extendedResourceClaimStatus: { resourceClaimName: 'c' } }),
      'node "mine" cannot update extended resource claim status',
    ],
  ];
  for (const [what, oldObject, object, why] of CASES) {
    it(what, async () => {
      const { refused } = await ask({ operation: 'UPDATE', resource: 'pods/status', oldObject, object });
      const { name } = (object as typeof MY_POD).metadata;
      assert.equal(refused, why && `pods "${name}" is forbidden: ${why}`);
    });
  }
});

describe('a node ends pods', () => {
  const DELETE = 'node "mine" can only delete pods with spec.nodeName set to itself';
  const EVICT = 'node mine can only evict pods with spec.nodeName set to itself';
  const CASES = [
    ['DELETE', 'pods', 'my-pod', undefined],
    ['DELETE', 'pods', 'other-pod', `pods "other-pod" is forbidden: ${DELETE}`],
    ['DELETE', 'pods', 'no-pod', 'pod "no-pod" not found'],
    ['CREATE', 'pods/eviction', 'my-pod', undefined],
    ['CREATE', 'pods/eviction', 'other-pod', `pods "other-pod" is forbidden: ${EVICT}`],
    ['CREATE', 'pods/eviction', 'no-pod', 'pod "no-pod" not found'],
  ] as const;
  for (const [operation, resource, name, want] of CASES) {
    it(`${operation} ${resource} of ${name}`, async () => {
      assert.equal((await ask({ operation, resource, object: { metadata: { name } } })).refused, want);
    });
  }
});

describe('a node has nothing else to do with pods', () => {
  const subresource = (name: string) =>
    `unexpected pod subresource "${name}", only 'status' and 'eviction' are allowed`;
  const CASES = [
    ['UPDATE', 'pods', 'unexpected operation "UPDATE", node "mine" can only create and delete mirror pods'],
    ['CREATE', 'pods/status', 'unexpected operation "CREATE"'],
    ['UPDATE', 'pods/eviction', 'unexpected operation UPDATE'],
    ['CREATE', 'pods/binding', subresource('binding')],
    ['UPDATE', 'pods/ephemeralcontainers', subresource('ephemeralcontainers')],
    ['UPDATE', 'pods/resize', subresource('resize')],
  ] as const;
  for (const [operation, resource, why] of CASES) {
    it(`${operation} ${resource}`, async () => {
      const { refused } = await ask({ operation, resource, object: MY_POD, oldObject: MY_POD });
      assert.equal(refused, `pods "my-pod" is forbidden: ${why}`);
    });
  }
});
