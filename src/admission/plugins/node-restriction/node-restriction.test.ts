import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { testRequest } from '../../../api/certificates/testing.ts';
import { admit, attributesOf, type TestWrite } from '../../testing.ts';
import { ask, nodeRestriction, USER } from './testing.ts';

const CASES: Record<string, [what: string, write: TestWrite, refusal: string | undefined][]> = {};

const node = (metadata: object = {}, spec: object = {}) => ({ metadata: { name: 'mine', ...metadata }, spec });
const labelled = (...labels: string[]) => node({ labels: Object.fromEntries(labels.map((label) => [label, 'x'])) });
const make = (object: object): TestWrite => ({ resource: 'nodes', object });
const change = (oldObject: object, object: object, resource = 'nodes'): TestWrite => ({
  operation: 'UPDATE',
  resource,
  oldObject,
  object,
});
const ofNode = (why: string) => `nodes "mine" is forbidden: ${why}`;
const SOURCE = { configSource: { configMap: { name: 'c' } } };
const OWNER = [{ apiVersion: 'v1', kind: 'Node', name: 'gone', uid: 'u' }];
const TAINT = { taints: [{ key: 'k', effect: 'NoSchedule' }] };

CASES['its node'] = [
  [
    'make',
    make(labelled('kubernetes.io/hostname', 'mine.example/a', 'kubelet.kubernetes.io/a', 'x.node.kubernetes.io/b')),
    undefined,
  ],
  ['make tainted', make(node({}, TAINT)), undefined],
  [
    'make another',
    make({ metadata: { name: 'other' } }),
    'nodes "other" is forbidden: node "mine" is not allowed to modify node "other"',
  ],
  [
    'delete another',
    { operation: 'DELETE', resource: 'nodes', object: { metadata: { name: 'other' } } },
    'nodes "other" is forbidden: node "mine" is not allowed to modify node "other"',
  ],
  [
    'make with a source',
    make(node({}, SOURCE)),
    ofNode('node "mine" is not allowed to create pods with a non-nil configSource'),
  ],
  [
    'make with restricted labels',
    make(
      labelled(
        'node-restriction.kubernetes.io/a',
        'x.node-restriction.kubernetes.io/b',
        'k8s.io/c',
        'foo.kubernetes.io/d',
        'e',
      ),
    ),
    ofNode(
      'node "mine" is not allowed to set the following labels: foo.kubernetes.io/d, k8s.io/c, node-restriction.kubernetes.io/a, x.node-restriction.kubernetes.io/b',
    ),
  ],
  ['change a label', change(labelled('a'), labelled('b', 'kubernetes.io/os')), undefined],
  [
    'change restricted labels',
    change(labelled('k8s.io/a'), labelled('node-restriction.kubernetes.io/b')),
    ofNode('is not allowed to modify labels: k8s.io/a, node-restriction.kubernetes.io/b'),
  ],
  ['keep restricted labels', change(labelled('k8s.io/a'), labelled('k8s.io/a', 'b')), undefined],
  [
    'change restricted labels by its status',
    change(node(), labelled('k8s.io/a'), 'nodes/status'),
    ofNode('is not allowed to modify labels: k8s.io/a'),
  ],
  [
    'set a label called like what every object has',
    change(node(), labelled('constructor', 'k8s.io/__proto__')),
    ofNode('is not allowed to modify labels: k8s.io/__proto__'),
  ],
  ['change its taints', change(node({}, TAINT), node()), ofNode('node "mine" is not allowed to modify taints')],
  [
    'change its source',
    change(node(), node({}, SOURCE)),
    ofNode('node "mine" is not allowed to update configSource to a new non-nil configSource'),
  ],
  ['drop its source', change(node({}, SOURCE), node()), undefined],
  [
    'CVE-2025-5187: change its owners',
    change(node(), node({ ownerReferences: OWNER })),
    ofNode('node "mine" is not allowed to modify ownerReferences'),
  ],
  [
    'CVE-2025-5187: drop its owners',
    change(node({ ownerReferences: OWNER }), node(), 'nodes/status'),
    ofNode('node "mine" is not allowed to modify ownerReferences'),
  ],
];

const claim = (spec: object, status: object, metadata: object = {}) => ({
  metadata: { name: 'data', namespace: 'default', ...metadata },
  spec,
  status,
});
const SIZES = {
  capacity: { storage: '2Gi' },
  conditions: [{ type: 'Resizing' }],
  allocatedResources: { storage: '2Gi' },
  allocatedResourceStatuses: { storage: 'x' },
};
const ofClaim = (why: string) => `persistentvolumeclaims "data" is forbidden: ${why}`;
const MORE = 'node "mine" is not allowed to update fields other than status.quantity and status.conditions';
const status = 'persistentvolumeclaims/status';

CASES.claims = [
  [
    'report on',
    change(claim({}, { phase: 'Bound' }), claim({}, { phase: 'Bound', ...SIZES }, { resourceVersion: '5' }), status),
    undefined,
  ],
  ['change', change(claim({}, {}), claim({}, {}), 'persistentvolumeclaims'), ofClaim('may only update PVC status')],
  ['make', { resource: 'persistentvolumeclaims', object: claim({}, {}) }, ofClaim('may only update PVC status')],
  ['report otherwise on', change(claim({}, { phase: 'Bound' }), claim({}, { phase: 'Lost' }), status), ofClaim(MORE)],
  ['label', change(claim({}, {}), claim({}, {}, { labels: { a: 'b' } }), status), ofClaim(MORE)],
  ['create the status of', { resource: status, object: claim({}, {}) }, ofClaim('unexpected operation "CREATE"')],
];

const token = (boundObjectRef: object | undefined, ...audiences: string[]): TestWrite => ({
  resource: 'serviceaccounts/token',
  object: { metadata: { name: 'robot' }, spec: { audiences, ...(boundObjectRef && { boundObjectRef }) } },
});
const MINE = { apiVersion: 'v1', kind: 'Pod', name: 'my-pod', uid: 'pod-uid' };
const ofAccount = (why: string) => `serviceaccounts "robot" is forbidden: ${why}`;
const unknown = (audience: string) =>
  ofAccount(
    `audience "${audience}" not found in pod spec volume, system:node:mine is not authorized to request tokens for this audience`,
  );

CASES.tokens = [
  ['for the API', token(MINE), undefined],
  ['for a volume', token(MINE, 'vault'), undefined],
  ['for an inline driver', token(MINE, 'for-inline'), undefined],
  ['for the driver of a claim', token(MINE, 'for-claimed'), undefined],
  ['for the driver of an ephemeral claim', token(MINE, 'for-made'), undefined],
  ['as granted', token(MINE, 'granted'), undefined],
  ['for whom it likes', token(MINE, 'bank'), unknown('bank')],
  ['for several', token(MINE, 'vault', 'granted'), ofAccount('node may only request 0 or 1 audiences')],
  ['bound to nothing', token(undefined), ofAccount('node requested token not bound to a pod')],
  ['bound to a secret', token({ ...MINE, kind: 'Secret' }), ofAccount('node requested token not bound to a pod')],
  ['bound to itself', token({ ...MINE, kind: 'Node' }), ofAccount('node requested token not bound to a pod')],
  [
    'bound to any pod of the name',
    token({ ...MINE, uid: '' }),
    ofAccount('node requested token with a pod binding without a uid'),
  ],
  [
    'bound to a former pod',
    token({ ...MINE, uid: 'before' }),
    ofAccount(
      'the UID in the bound object reference (before) does not match the UID in record. The object might have been deleted and then recreated',
    ),
  ],
  [
    'bound to a pod elsewhere',
    token({ ...MINE, name: 'other-pod', uid: 'other-uid' }),
    ofAccount('node requested token bound to a pod scheduled on a different node'),
  ],
  ['bound to no pod', token({ ...MINE, name: 'no-pod' }), 'pod "no-pod" not found'],
];

const lease = (name: string, namespace: string): TestWrite => ({
  resource: 'leases.coordination.k8s.io',
  namespace,
  object: { metadata: { name } },
});
const slice = (nodeName: string) => ({ spec: { nodeName } });
const slices = 'resourceslices.resource.k8s.io';
const notMine = (verb: string) =>
  `${slices} "x" is forbidden: can only ${verb} ResourceSlice with the same NodeName as the requesting node`;

CASES['objects of its own'] = [
  ['its lease', lease('mine', 'kube-node-lease'), undefined],
  [
    'the lease of another',
    lease('other', 'kube-node-lease'),
    'leases.coordination.k8s.io "other" is forbidden: can only access node lease with the same name as the requesting node',
  ],
  [
    'a lease elsewhere',
    lease('mine', 'kube-system'),
    'leases.coordination.k8s.io "mine" is forbidden: can only access leases in the "kube-node-lease" system namespace',
  ],
  ['its CSINode', { resource: 'csinodes.storage.k8s.io', object: { metadata: { name: 'mine' } } }, undefined],
  [
    'the CSINode of another',
    { resource: 'csinodes.storage.k8s.io', object: { metadata: { name: 'other' } } },
    'csinodes.storage.k8s.io "other" is forbidden: can only access CSINode with the same name as the requesting node',
  ],
  ['a slice', { resource: slices, object: slice('mine') }, undefined],
  ['the slice of another', { resource: slices, object: slice('other') }, notMine('create')],
  ['a slice of all nodes', { resource: slices, object: { spec: { allNodes: true } } }, notMine('create')],
  ['its slice, gone', { operation: 'DELETE', resource: slices, oldObject: slice('mine') }, undefined],
  [
    'the slice of another, gone',
    { operation: 'DELETE', resource: slices, oldObject: slice('other') },
    notMine('delete'),
  ],
  ['a slice, changed', change(slice('mine'), slice('mine'), slices), undefined],
  ['anything that is not spoken of', { resource: 'events', object: {} }, undefined],
];

for (const [kind, cases] of Object.entries(CASES)) {
  describe(`a node and ${kind}`, () => {
    for (const [what, write, refusal] of cases) {
      it(what, async () => assert.equal((await ask(write)).refused, refusal));
    }
  });
}

describe('a node and certificates', () => {
  let mine = '';
  let other = '';
  before(async () => {
    [mine, other] = (await Promise.all(
      ['mine', 'other'].map(
        async (name) =>
          (
            await testRequest([
              ['O', 'system:nodes'],
              ['CN', `system:node:${name}`],
            ])
          ).pem,
      ),
    )) as [string, string];
  });
  const request = (pem: string, signer: string) =>
    ask({
      resource: 'certificatesigningrequests.certificates.k8s.io',
      object: { spec: { signerName: `kubernetes.io/${signer}`, request: Buffer.from(pem).toString('base64') } },
    });
  const REFUSED =
    'certificatesigningrequests.certificates.k8s.io "x" is forbidden: can only create a node CSR with CN=system:node:mine';

  for (const signer of ['kubelet-serving', 'kube-apiserver-client-kubelet']) {
    it(`of ${signer} for itself`, async () => assert.equal((await request(mine, signer)).refused, undefined));
    it(`of ${signer} for another`, async () => assert.equal((await request(other, signer)).refused, REFUSED));
    it(`of ${signer} that cannot be read`, async () => {
      assert.match(
        (await request('nonsense', signer)).refused!,
        /is forbidden: unable to parse csr: PEM block type must be/,
      );
    });
  }
  it('of other signers', async () => assert.equal((await request(other, 'kube-apiserver-client')).refused, undefined));
});

describe('who is a node', () => {
  const write = { resource: 'nodes', object: { metadata: { name: 'other' } } };
  const CASES: [name: string, groups: string[], refusal: string | undefined][] = [
    ['system:node:', ['system:nodes'], 'nodes "other" is forbidden: could not determine node from user "system:node:"'],
    ['system:node:mine', [], undefined],
    ['mallory', ['system:nodes'], undefined],
  ];
  for (const [name, groups, refusal] of CASES) {
    it(`${name || 'nobody'} of ${groups}`, async () => {
      assert.equal((await admit(nodeRestriction, { ...write, user: { name, groups } })).refused, refusal);
    });
  }
});

it('CVE-2021-25735: what is written is looked at, not only what was sent', () => {
  const write = { ...change(labelled('k8s.io/now'), labelled('k8s.io/sent')), user: USER };
  assert.throws(() => nodeRestriction.validate(attributesOf(write)), /is not allowed to modify labels/);
});
