import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Change, drive } from '../testing.ts';
import { persistentVolumes } from './persistentvolumes.ts';

const volumes = drive(persistentVolumes, {
  apiVersion: 'v1',
  kind: 'PersistentVolume',
  metadata: { name: 'v', resourceVersion: '1' },
  spec: { accessModes: ['ReadWriteOnce'], capacity: { storage: '1Gi' }, nfs: { server: 's', path: '/' } },
});

const source = (field: string, value: object): Change => ({ nfs: null, [field]: value });
/** With the name of the volume and a colon, one character too long. */
const PORTAL = 'p'.repeat(63);
const AFFINITY = (value: string, key = 'zone') => ({
  required: { nodeSelectorTerms: [{ matchExpressions: [{ key, operator: 'In', values: [value] }] }] },
});

describe('a new volume', () => {
  const cases: readonly (readonly [what: string, spec: Change, errors: string[]])[] = [
    ['is fine', {}, []],
    ['needs an access mode', { accessModes: null }, ['spec.accessModes: Required value']],
    [
      'needs a capacity',
      { capacity: null },
      ['spec.capacity: Required value', 'spec.capacity: Unsupported value: {}: supported values: "storage"'],
    ],
    [
      'has some capacity',
      { capacity: { storage: '0' } },
      ['spec.capacity[storage]: Invalid value: "0": must be greater than zero'],
    ],
    ['is of some kind', { nfs: null }, ['spec: Required value: must specify a volume type']],
    ['is of one kind', { hostPath: { path: '/a' } }, ['spec.nfs: Forbidden: may not specify more than 1 volume type']],
    [
      'is refused under the name that upstream gives it',
      { cephfs: { monitors: ['m'] } },
      ['spec.cephFS: Forbidden: may not specify more than 1 volume type'],
    ],
    ['may be a flexible one beside another', { flexVolume: { driver: 'd.example.com/x' } }, []],
    [
      'has some capacity, not less than none',
      { capacity: { storage: '-1' } },
      [
        'spec.capacity[storage]: Invalid value: -1: must be a valid resource quantity',
        'spec.capacity[storage]: Invalid value: "-1": must be greater than zero',
      ],
    ],
    [
      'has a mode, not an empty one',
      { volumeMode: '' },
      ['spec.volumeMode: Unsupported value: "": supported values: "Block", "Filesystem"'],
    ],
    [
      'is reached at a target with a short name',
      source('iscsi', {
        iqn: 'iqn.2001-04.com.example:a',
        targetPortal: PORTAL,
        lun: 256,
        initiatorName: 'x',
        secretRef: {},
      }),
      [
        `spec.iscsi.targetportal: Invalid value: "${PORTAL}": Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.`,
        'spec.iscsi.lun: Invalid value: 256: must be between 0 and 255, inclusive',
        'spec.iscsi.initiatorname: Invalid value: "x": must be valid format starting with iqn, eui, or naa',
        'spec.iscsi.secretRef.name: Required value',
      ],
    ],
    [
      'is known in its reclaim policy',
      { persistentVolumeReclaimPolicy: 'Keep' },
      [
        'spec.persistentVolumeReclaimPolicy: Unsupported value: "Keep": supported values: "Delete", "Recycle", "Retain"',
      ],
    ],
    [
      'is not the root of a node, recycled',
      { ...source('hostPath', { path: '/..//' }), persistentVolumeReclaimPolicy: 'Recycle' },
      [
        'spec.hostPath.path: Invalid value: "/..//": must not contain \'..\'',
        "spec.persistentVolumeReclaimPolicy: Forbidden: may not be 'recycle' for a hostPath mount of '/'",
      ],
    ],
    [
      'says where it is when it is local',
      source('local', { path: '/disk' }),
      ['spec.nodeAffinity: Required value: Local volume requires node affinity'],
    ],
    ['says where it is', { ...source('local', { path: '/disk' }), nodeAffinity: AFFINITY('a') }, []],
    [
      'says where it is in terms',
      { nodeAffinity: { required: {} } },
      ['spec.nodeAffinity.required.nodeSelectorTerms: Required value: must have at least one node selector term'],
    ],
    [
      'has attributes only when it is CSI',
      { volumeAttributesClassName: 'gold' },
      ['spec.csi: Required value: has to be specified when using volumeAttributesClassName'],
    ],
    [
      'names a CSI driver and a handle',
      source('csi', { nodePublishSecretRef: { name: 'a' } }),
      [
        'spec.csi.driver: Required value',
        'spec.csi.volumeHandle: Required value',
        'spec.csi.nodePublishSecretRef.namespace: Required value',
      ],
    ],
    [
      'names a monitor and an image of RBD',
      source('rbd', {}),
      ['spec.rbd.monitors: Required value', 'spec.rbd.image: Required value'],
    ],
    [
      'names the disk of GCE where upstream does',
      source('gcePersistentDisk', {}),
      ['spec.persistentDisk.pdName: Required value'],
    ],
    [
      'names a secret in full',
      source('cinder', { volumeID: 'x', secretRef: {} }),
      ['spec.cinder.secretRef.name: Required value', 'spec.cinder.secretRef.namespace: Required value'],
    ],
  ];
  for (const [what, spec, errors] of cases) {
    it(what, () => assert.deepEqual(volumes.createErrors({ spec }), errors));
  }

  it('is pending since now, retained, a file system', () => {
    const volume = volumes.created({ status: { phase: 'Bound' } });
    assert.deepEqual(volume.status, { phase: 'Pending', lastPhaseTransitionTime: '2026-01-01T00:00:00Z' });
    assert.equal(volume.spec.persistentVolumeReclaimPolicy, 'Retain');
    assert.equal(volume.spec.volumeMode, 'Filesystem');
  });

  it('fills in what its kind leaves out', () => {
    const { rbd } = volumes.created({ spec: source('rbd', { monitors: ['m'], image: 'i', user: 'u' }) }).spec;
    assert.deepEqual(rbd, { monitors: ['m'], image: 'i', user: 'u', pool: 'rbd', keyring: '/etc/ceph/keyring' });
  });

  it('is warned of what is on its way out', () => {
    assert.deepEqual(volumes.createWarnings({ spec: { persistentVolumeReclaimPolicy: 'Recycle', cephfs: {} } }), [
      'spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.',
      'spec.cephfs: deprecated in v1.28, non-functional in v1.31+',
    ]);
    const term = { matchExpressions: [{ key: 'beta.kubernetes.io/os', operator: 'Exists' }] };
    const nodeAffinity = { required: { nodeSelectorTerms: [term] } };
    assert.deepEqual(volumes.createWarnings({ spec: { nodeAffinity, storageos: {} } }), [
      'spec.nodeAffinity.required.nodeSelectorTerms[0].matchExpressions[0].key: beta.kubernetes.io/os is deprecated since v1.14; use "kubernetes.io/os" instead',
      'spec.storageOS: deprecated in v1.22, non-functional in v1.25+',
    ]);
    assert.deepEqual(volumes.createWarnings(), []);
  });
});

describe('an update of a volume', () => {
  const immutable = 'spec.persistentvolumesource: Forbidden: spec.persistentvolumesource is immutable after creation';
  const otherPath = `@@ -5,7 +5,7 @@
  "Glusterfs": null,
  "NFS": {
   "Server": "s",
-  "Path": "/",
+  "Path": "/other",
   "ReadOnly": false
  },
  "RBD": null,
`;
  const csi = (more: object = {}) => source('csi', { driver: 'd.example.com', volumeHandle: 'h', ...more });
  const secret = { controllerExpandSecretRef: { name: 'a', namespace: 'b' } };
  const cases: readonly (readonly [what: string, spec: Change, old: Change, errors: string[]])[] = [
    ['may grow', { capacity: { storage: '2Gi' } }, {}, []],
    ['stays what it is', { nfs: { path: '/other' } }, {}, [`${immutable}\n${otherPath}`]],
    ['gets a secret for expansion, once', csi(secret), csi(), []],
    ['keeps its mode', { volumeMode: 'Block' }, {}, ['volumeMode: Invalid value: "Block": field is immutable']],
    ['is told where it is, once', { nodeAffinity: AFFINITY('a') }, {}, []],
    [
      'follows a label that was renamed',
      { nodeAffinity: AFFINITY('a', 'topology.kubernetes.io/zone') },
      { nodeAffinity: AFFINITY('a', 'failure-domain.beta.kubernetes.io/zone') },
      [],
    ],
    [
      'keeps its attributes',
      { volumeAttributesClassName: null },
      { ...csi(), volumeAttributesClassName: 'gold' },
      ['spec.volumeAttributesClassName: Forbidden: update from non-nil value to nil is forbidden'],
    ],
  ];
  for (const [what, spec, oldSpec, errors] of cases) {
    it(what, () => assert.deepEqual(volumes.updateErrors({ spec }, { spec: oldSpec }), errors));
  }

  it('does not move', () => {
    const [error] = volumes.updateErrors(
      { spec: { nodeAffinity: AFFINITY('b') } },
      { spec: { nodeAffinity: AFFINITY('a') } },
    );
    assert.match(error ?? '', /^nodeAffinity: Invalid value: .*: field is immutable, except for updating from beta/);
  });
});

describe('the status of a volume', () => {
  const context = { now: '2026-02-02T00:00:00Z', user: { name: 'u', groups: [] } };
  const stampedBy = (phase: string, lastPhaseTransitionTime?: string) => {
    const old = volumes.created();
    const volume = {
      ...structuredClone(old),
      status: { phase, ...(lastPhaseTransitionTime && { lastPhaseTransitionTime }) },
    };
    persistentVolumes.status!.prepareForUpdate(volume, old, context);
    return volume.status.lastPhaseTransitionTime;
  };

  it('is stamped when the phase changes', () => assert.equal(stampedBy('Bound'), context.now));
  it('keeps its stamp otherwise', () => assert.equal(stampedBy('Pending'), '2026-01-01T00:00:00Z'));
  it('takes the stamp of who changes the phase', () =>
    assert.equal(stampedBy('Bound', '2026-01-31T00:00:00Z'), '2026-01-31T00:00:00Z'));
});
