import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Resource } from '../resource.ts';
import { type Change, drive } from '../testing.ts';
import { csiDrivers } from './csidrivers.ts';
import { csiNodes } from './csinodes.ts';
import { csiStorageCapacities } from './csistoragecapacities.ts';
import { storageClasses } from './storageclasses.ts';
import { volumeAttachments } from './volumeattachments.ts';
import { volumeAttributesClasses } from './volumeattributesclasses.ts';

interface Cases {
  readonly resource: Resource;
  readonly base: Change;
  readonly creations: readonly (readonly [what: string, change: Change, errors: string[]])[];
  readonly updates: readonly (readonly [what: string, change: Change, old: Change, errors: string[]])[];
}

const METADATA = { name: 'x', resourceVersion: '1' };
const ZONE = { matchLabelExpressions: [{ key: 'zone', values: ['a', 'b'] }] };
const long = 'x'.repeat(300_000);
const IMMUTABLE = 'field is immutable';

const STORAGE_CLASSES: Cases = {
  resource: storageClasses,
  base: { metadata: METADATA, provisioner: 'example.com/disk' },
  creations: [
    ['is fine', { allowedTopologies: [ZONE], parameters: { a: 'b' } }, []],
    ['names its provisioner', { provisioner: null }, ['provisioner: Required value']],
    ['may spell it with capitals', { provisioner: 'Example.com/Disk' }, []],
    [
      'does not recycle',
      { reclaimPolicy: 'Recycle' },
      ['reclaimPolicy: Unsupported value: "Recycle": supported values: "Delete", "Retain"'],
    ],
    [
      'binds at a time that exists',
      { volumeBindingMode: 'Later' },
      ['volumeBindingMode: Unsupported value: "Later": supported values: "Immediate", "WaitForFirstConsumer"'],
    ],
    [
      'binds at a time, not at none',
      { volumeBindingMode: '' },
      ['volumeBindingMode: Unsupported value: "": supported values: "Immediate", "WaitForFirstConsumer"'],
    ],
    [
      'has no topology that selects nothing',
      { allowedTopologies: [{}] },
      ['allowedTopologies[0].matchLabelExpressions: Duplicate value: ""'],
    ],
    ['names its parameters', { parameters: { '': 'b' } }, ['parameters: Invalid value: "": field can not be empty.']],
    [
      'has parameters of some size',
      { parameters: { a: long } },
      ['parameters: Too long: may not be more than 262144 bytes'],
    ],
    [
      'does not repeat a topology, in whatever order',
      { allowedTopologies: [ZONE, { matchLabelExpressions: [{ key: 'zone', values: ['b', 'a'] }] }] },
      ['allowedTopologies[1].matchLabelExpressions: Duplicate value: ""'],
    ],
    [
      'names values of a topology, each once',
      { allowedTopologies: [{ matchLabelExpressions: [{ key: 'a' }, { key: 'b', values: ['x', 'x'] }] }] },
      [
        'allowedTopologies[0].matchLabelExpressions[0].values: Required value',
        'allowedTopologies[0].matchLabelExpressions[1].values[1]: Duplicate value: "x"',
      ],
    ],
  ],
  updates: [
    ['may allow expansion', { allowVolumeExpansion: true }, {}, []],
    [
      'changes nothing else',
      {
        provisioner: 'other',
        reclaimPolicy: 'Retain',
        parameters: { a: 'c' },
        volumeBindingMode: 'WaitForFirstConsumer',
      },
      {},
      [
        'parameters: Forbidden: updates to parameters are forbidden.',
        'provisioner: Forbidden: updates to provisioner are forbidden.',
        'reclaimPolicy: Forbidden: updates to reclaimPolicy are forbidden.',
        `volumeBindingMode: Invalid value: "WaitForFirstConsumer": ${IMMUTABLE}`,
      ],
    ],
  ],
};

const CSI_DRIVERS: Cases = {
  resource: csiDrivers,
  base: { metadata: METADATA, spec: {} },
  creations: [
    ['is fine', {}, []],
    [
      'has a policy that exists',
      { spec: { fsGroupPolicy: 'Never' } },
      ['spec.fsGroupPolicy: Unsupported value: "Never": supported values: "File", "None", "ReadWriteOnceWithFSType"'],
    ],
    [
      'has a policy, not an empty one',
      { spec: { fsGroupPolicy: '' } },
      ['spec.fsGroupPolicy: Unsupported value: "": supported values: "File", "None", "ReadWriteOnceWithFSType"'],
    ],
    [
      'has modes that exist',
      { spec: { volumeLifecycleModes: ['Eternal'] } },
      ['spec.volumeLifecycleModes: Unsupported value: "Eternal": supported values: "Persistent", "Ephemeral"'],
    ],
    [
      'asks for a token of an audience once, for some time',
      { spec: { tokenRequests: [{ audience: 'a', expirationSeconds: 599 }, { audience: 'a' }] } },
      [
        'spec.tokenRequests[0].expirationSeconds: Invalid value: 599: may not specify a duration less than 10 minutes',
        'spec.tokenRequests[1].audience: Duplicate value: "a"',
      ],
    ],
    [
      'asks for no token that lasts for ever',
      { spec: { tokenRequests: [{ audience: 'a', expirationSeconds: 2 ** 33 }] } },
      [
        'spec.tokenRequests[0].expirationSeconds: Invalid value: 8589934592: may not specify a duration larger than 2^32 seconds',
      ],
    ],
    [
      'is not asked too often',
      { spec: { nodeAllocatableUpdatePeriodSeconds: 9 } },
      ['spec.nodeAllocatableUpdatePeriodSeconds: Invalid value: 9: must be greater than or equal to 10 seconds'],
    ],
  ],
  updates: [
    ['may republish', { spec: { requiresRepublish: true } }, {}, []],
    [
      'attaches as before',
      { spec: { attachRequired: false } },
      {},
      [`spec.attachedRequired: Invalid value: false: ${IMMUTABLE}`],
    ],
    [
      'has the modes that it had',
      { spec: { volumeLifecycleModes: ['Ephemeral'] } },
      {},
      [`spec.volumeLifecycleModes: Invalid value: ["Ephemeral"]: ${IMMUTABLE}`],
    ],
  ],
};

const DRIVER = { name: 'd.example.com', nodeID: 'n' };
const CSI_NODES: Cases = {
  resource: csiNodes,
  base: { metadata: METADATA, spec: { drivers: [DRIVER] } },
  creations: [
    ['is fine', { spec: { drivers: [{ ...DRIVER, allocatable: { count: 3 }, topologyKeys: ['zone'] }] } }, []],
    ['may have no driver', { spec: { drivers: [] } }, []],
    ['identifies the node', { spec: { drivers: [{ name: 'd' }] } }, ['spec.drivers[0].nodeID: Required value']],
    [
      'identifies it in few words',
      { spec: { drivers: [{ name: 'd', nodeID: 'n'.repeat(257) }] } },
      [`spec.drivers[0].nodeID: Invalid value: "${'n'.repeat(257)}": must be 256 characters or less`],
    ],
    [
      'has a driver once',
      { spec: { drivers: [DRIVER, DRIVER] } },
      ['spec.drivers[1].name: Duplicate value: "d.example.com"'],
    ],
    [
      'counts from nothing upwards',
      { spec: { drivers: [{ ...DRIVER, allocatable: { count: -1 } }] } },
      ['spec.drivers[0].allocatable.count: Invalid value: -1: must be greater than or equal to 0'],
    ],
    [
      'names a topology key once',
      { spec: { drivers: [{ ...DRIVER, topologyKeys: ['zone', 'zone'] }] } },
      ['spec.drivers[0]: Duplicate value: "zone"'],
    ],
  ],
  updates: [
    ['may take more volumes', { spec: { drivers: [{ ...DRIVER, allocatable: { count: 9 } }] } }, {}, []],
    ['may lose a driver', { spec: { drivers: [] } }, {}, []],
    [
      'keeps its id',
      { spec: { drivers: [{ ...DRIVER, nodeID: 'm' }] } },
      {},
      [`spec.drivers: Invalid value: {"name":"d.example.com","nodeID":"m","topologyKeys":null}: ${IMMUTABLE}`],
    ],
  ],
};

const CAPACITIES: Cases = {
  resource: csiStorageCapacities,
  base: { metadata: { ...METADATA, namespace: 'n' }, storageClassName: 'fast', capacity: '1Gi' },
  creations: [
    ['is fine', { nodeTopology: { matchLabels: { zone: 'a' } } }, []],
    ['is not negative', { capacity: '-1' }, ['capacity: Invalid value: "-1": must be greater than or equal to 0']],
  ],
  updates: [
    ['may shrink', { capacity: '1Mi' }, {}, []],
    ['is of one class', { storageClassName: 'slow' }, {}, [`storageClassName: Invalid value: "slow": ${IMMUTABLE}`]],
  ],
};

const ATTRIBUTES: Cases = {
  resource: volumeAttributesClasses,
  base: { metadata: METADATA, driverName: 'd.example.com', parameters: { iops: '100' } },
  creations: [
    ['is fine', {}, []],
    ['names its driver', { driverName: null }, ['driverName: Required value']],
    ['says something', { parameters: null }, ['parameters: Required value: must contain at least one key/value pair']],
  ],
  updates: [
    [
      'never changes',
      { driverName: 'e.example.com', parameters: { iops: '200' } },
      {},
      [
        'driverName: Forbidden: updates to driverName are forbidden.',
        'parameters: Forbidden: updates to parameters are forbidden.',
      ],
    ],
  ],
};

const ONE_SOURCE = 'must specify exactly one of inlineVolumeSpec and persistentVolumeName';
const INLINE_AT = 'spec.source.inlineVolumeSpec';
const NOT_INLINE = 'may not be specified in the context of inline volumes';
const SUBDOMAIN =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const INLINE = { accessModes: ['ReadWriteOnce'], csi: { driver: 'd', volumeHandle: 'h' } };
const ATTACHMENTS: Cases = {
  resource: volumeAttachments,
  base: {
    metadata: METADATA,
    spec: { attacher: 'd.example.com', nodeName: 'n', source: { persistentVolumeName: 'v' } },
  },
  creations: [
    ['is fine', {}, []],
    ['names its attacher', { spec: { attacher: null } }, ['spec.attacher: Required value']],
    ['has a source', { spec: { source: null } }, [`spec.source: Required value: ${ONE_SOURCE}`]],
    ['has one source', { spec: { source: { inlineVolumeSpec: INLINE } } }, [`spec.source: Forbidden: ${ONE_SOURCE}`]],
    ['may hold the volume itself', { spec: { source: { persistentVolumeName: null, inlineVolumeSpec: INLINE } } }, []],
    [
      'holds only what an inline volume has',
      { spec: { source: { persistentVolumeName: null, inlineVolumeSpec: { ...INLINE, storageClassName: 'x' } } } },
      [
        'spec.source.inlineVolumeSpec.storageClassName: Forbidden: may not be specified in the context of inline volumes',
      ],
    ],
    [
      'tells of an inline volume from its claim to its mode',
      {
        spec: {
          source: {
            persistentVolumeName: null,
            inlineVolumeSpec: {
              capacity: { storage: '1Gi' },
              claimRef: { name: 'c' },
              local: { path: '/a' },
              nodeAffinity: {},
              persistentVolumeReclaimPolicy: 'Delete',
              volumeMode: 'Block',
            },
          },
        },
      },
      [
        `${INLINE_AT}.claimRef: Forbidden: ${NOT_INLINE}`,
        `${INLINE_AT}.capacity: Forbidden: ${NOT_INLINE}`,
        `${INLINE_AT}.csi: Required value: has to be specified in the context of inline volumes`,
        `${INLINE_AT}.accessModes: Required value`,
        `${INLINE_AT}.persistentVolumeReclaimPolicy: Forbidden: may only be Retain in the context of inline volumes`,
        `${INLINE_AT}.nodeAffinity: Forbidden: ${NOT_INLINE}`,
        `${INLINE_AT}.nodeAffinity: Required value: Local volume requires node affinity`,
        `${INLINE_AT}.volumeMode: Forbidden: may not specify volumeMode other than Filesystem in the context of inline volumes`,
      ],
    ],
    [
      'is told of forms behind what is missing',
      { spec: { attacher: 'a_b', nodeName: '-', source: { persistentVolumeName: '' } } },
      [
        'spec.source.persistentVolumeName: Required value: must specify non empty persistentVolumeName',
        `spec.nodeName: Invalid value: "-": ${SUBDOMAIN}`,
        `spec.attacher: Invalid value: "a_b": ${SUBDOMAIN}`,
        `spec.source.persistentVolumeName: Invalid value: "": ${SUBDOMAIN}`,
      ],
    ],
  ],
  updates: [
    [
      'stays where it is',
      { spec: { nodeName: 'm' } },
      {},
      [
        'spec: Invalid value: {"attacher":"d.example.com","nodeName":"m","source":{"persistentVolumeName":"v"}}: field is immutable',
      ],
    ],
    [
      'is not told of its form as a new one is',
      { spec: { attacher: 'a_b' } },
      {},
      [
        'spec: Invalid value: {"attacher":"a_b","nodeName":"n","source":{"persistentVolumeName":"v"}}: field is immutable',
      ],
    ],
  ],
};

for (const { base, creations, resource, updates } of [
  STORAGE_CLASSES,
  CSI_DRIVERS,
  CSI_NODES,
  CAPACITIES,
  ATTRIBUTES,
  ATTACHMENTS,
]) {
  const driver = drive(resource, { apiVersion: 'storage.k8s.io/v1', kind: resource.kind, ...base });
  describe(resource.name, () => {
    for (const [what, change, errors] of creations) {
      it(`a new one ${what}`, () => assert.deepEqual(driver.createErrors(change), errors));
    }
    for (const [what, change, old, errors] of updates) {
      it(`a changed one ${what}`, () => assert.deepEqual(driver.updateErrors(change, old), errors));
    }
  });
}

describe('defaults', () => {
  it('of a class', () => {
    const { reclaimPolicy, volumeBindingMode } = drive(storageClasses, STORAGE_CLASSES.base).created();
    assert.deepEqual([reclaimPolicy, volumeBindingMode], ['Delete', 'Immediate']);
  });
  it('of a driver', () => {
    assert.deepEqual(drive(csiDrivers, CSI_DRIVERS.base).created({ spec: { storageCapacity: true } }).spec, {
      attachRequired: true,
      fsGroupPolicy: 'ReadWriteOnceWithFSType',
      podInfoOnMount: false,
      requiresRepublish: false,
      seLinuxMount: false,
      storageCapacity: true,
      volumeLifecycleModes: ['Persistent'],
    });
  });
});

it('a driver counts its changes', () => {
  const driver = drive(csiDrivers, CSI_DRIVERS.base);
  assert.equal(driver.created().metadata.generation, undefined);
  assert.equal(driver.updated().metadata.generation, undefined);
  assert.equal(driver.updated({ spec: { requiresRepublish: true } }).metadata.generation, 1);
});

describe('the status of an attachment', () => {
  const driver = drive(volumeAttachments, ATTACHMENTS.base);
  it('is dropped on create', () => {
    assert.deepEqual(driver.created({ status: { attached: true } }).status, { attached: false });
  });
  it('has errors of some size', () => {
    const attachError = { message: 'x'.repeat(1025), errorCode: -1 };
    assert.deepEqual(driver.statusErrors({ status: { attachError } }), [
      'status.attachError.message: Too long: may not be more than 262144 bytes',
      'status.attachError.errorCode: Invalid value: -1: must be between 0 and 2147483647, inclusive',
    ]);
  });
});

it('old labels of nodes are warned of', () => {
  const KEY = 'beta.kubernetes.io/arch';
  const TEXT = 'deprecated since v1.14; use "kubernetes.io/arch" instead';
  const topology = {
    matchLabelExpressions: [
      { key: 'a', values: ['b'] },
      { key: KEY, values: ['amd64'] },
    ],
  };
  const classes = drive(storageClasses, STORAGE_CLASSES.base);
  assert.deepEqual(classes.createWarnings({ allowedTopologies: [topology] }), [
    `allowedTopologies[0].matchLabelExpressions[1].key: ${TEXT}`,
  ]);
  const nodeTopology = { matchLabels: { [KEY]: 'amd64' }, matchExpressions: [{ key: KEY, operator: 'Exists' }] };
  assert.deepEqual(drive(csiStorageCapacities, CAPACITIES.base).createWarnings({ nodeTopology }), [
    `nodeTopology.matchExpressions[0].key: ${KEY} is ${TEXT}`,
    `nodeTopology.matchLabels.${KEY}: ${TEXT}`,
  ]);
});
