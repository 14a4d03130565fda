import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Change, drive } from '../testing.ts';
import { persistentVolumeClaims } from './persistentvolumeclaims.ts';

const storage = (amount: string) => ({ resources: { requests: { storage: amount } } });
const claims = drive(persistentVolumeClaims, {
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name: 'data', namespace: 'default', resourceVersion: '1' },
  spec: { accessModes: ['ReadWriteOnce'], ...storage('1Gi') },
});

const MODES = '"ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"';
const SNAPSHOT = { apiGroup: 'snapshot.storage.k8s.io', kind: 'VolumeSnapshot', name: 's' };

describe('a new claim', () => {
  const cases: readonly (readonly [what: string, spec: Change, errors: string[]])[] = [
    ['is fine', {}, []],
    [
      'needs an access mode',
      { accessModes: [] },
      ['spec.accessModes: Required value: at least 1 access mode is required'],
    ],
    [
      'knows its access modes',
      { accessModes: ['Often'] },
      [`spec.accessModes: Unsupported value: "Often": supported values: ${MODES}`],
    ],
    [
      'is of one pod or of many',
      { accessModes: ['ReadWriteOncePod', 'ReadWriteOnce'] },
      ['spec.accessModes: Forbidden: may not use ReadWriteOncePod with other access modes'],
    ],
    ['asks for storage', { resources: null }, ['spec.resources[storage]: Required value']],
    ['asks for some storage', storage('0'), ['spec.resources[storage]: Invalid value: "0": must be greater than zero']],
    [
      'has a volume mode that exists',
      { volumeMode: 'Tape' },
      ['spec.volumeMode: Unsupported value: "Tape": supported values: "Block", "Filesystem"'],
    ],
    ['may be without a class', { storageClassName: '' }, []],
    [
      'has a source with a name and a kind',
      { dataSourceRef: { apiGroup: 'x.example.com' } },
      [
        'spec.dataSource.name: Required value',
        'spec.dataSource.kind: Required value',
        'spec.dataSourceRef.name: Required value',
        'spec.dataSourceRef.kind: Required value',
      ],
    ],
    [
      'has sources that agree',
      { dataSource: SNAPSHOT, dataSourceRef: { ...SNAPSHOT, name: 't' } },
      ['spec: Invalid value: {}: must match dataSourceRef'],
    ],
  ];
  for (const [what, spec, errors] of cases) {
    it(what, () => assert.deepEqual(claims.createErrors({ spec }), errors));
  }

  it('is pending and a file system, whatever the client says of its status', () => {
    const claim = claims.created({ status: { phase: 'Bound' } });
    assert.deepEqual(claim.status, { phase: 'Pending' });
    assert.equal(claim.spec.volumeMode, 'Filesystem');
  });

  it('has both data source fields when one is set', () => {
    assert.deepEqual(claims.created({ spec: { dataSource: SNAPSHOT } }).spec.dataSourceRef, SNAPSHOT);
    assert.deepEqual(claims.created({ spec: { dataSourceRef: SNAPSHOT } }).spec.dataSource, SNAPSHOT);
  });

  it('loses a data source that is neither claim nor snapshot, and one of another namespace', () => {
    assert.equal(claims.created({ spec: { dataSource: { kind: 'Pod', name: 'p' } } }).spec.dataSource, undefined);
    const foreign = { ...SNAPSHOT, namespace: 'other' };
    assert.equal(claims.created({ spec: { dataSourceRef: foreign } }).spec.dataSourceRef, undefined);
  });

  it('is warned of fractions of bytes', () => {
    const text = 'spec.resources.requests[storage]: fractional byte value "1500m" is invalid, must be an integer';
    assert.deepEqual(claims.createWarnings({ spec: storage('1500m') }), [text]);
    assert.deepEqual(claims.createWarnings({ spec: storage('1500') }), []);
  });
});

describe('an update of a claim', () => {
  const bound = { phase: 'Bound', capacity: { storage: '1Gi' } };
  const immutable = (difference: string) => [
    `spec: Forbidden: spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims\n${difference}`,
  ];
  const otherVolume = `@@ -9,7 +9,7 @@
    "storage": "1Gi"
   }
  },
- "VolumeName": "v",
+ "VolumeName": "w",
  "StorageClassName": null,
  "VolumeMode": "Filesystem",
  "DataSource": null,
`;
  const otherSize = `@@ -6,7 +6,7 @@
  "Resources": {
   "Limits": null,
   "Requests": {
-   "storage": "1Gi"
+   "storage": "2Gi"
   }
  },
  "VolumeName": "",
`;
  const otherClass = `@@ -10,7 +10,7 @@
   }
  },
  "VolumeName": "",
- "StorageClassName": "fast",
+ "StorageClassName": "slow",
  "VolumeMode": "Filesystem",
  "DataSource": null,
  "DataSourceRef": null,
`;
  const noSelector = `@@ -2,18 +2,7 @@
  "AccessModes": [
   "ReadWriteOnce"
  ],
- "Selector": {
-  "matchLabels": {
-   "a": "b",
-   "c": "d"
-  },
-  "matchExpressions": [
-   {
-    "key": "k",
-    "operator": "Exists"
-   }
-  ]
- },
+ "Selector": null,
  "Resources": {
   "Limits": null,
   "Requests": {
`;
  const selector = { matchExpressions: [{ operator: 'Exists', key: 'k' }], matchLabels: { c: 'd', a: 'b' } };
  const shrunk = 'spec.resources.requests.storage: Forbidden: field can not be less than status.capacity';
  const cases: readonly (readonly [what: string, spec: Change, old: Change, status: Change, errors: string[]])[] = [
    ['may change nothing', {}, {}, {}, []],
    ['names the volume once', { volumeName: 'v' }, {}, {}, []],
    ['does not rename the volume', { volumeName: 'w' }, { volumeName: 'v' }, {}, immutable(otherVolume)],
    ['does not grow what is not bound', storage('2Gi'), {}, {}, immutable(otherSize)],
    ['grows what is bound', storage('2Gi'), {}, bound, []],
    ['shrinks what has not grown yet', storage('1536Mi'), storage('2Gi'), bound, []],
    ['shrinks no further than the volume', storage('1Gi'), storage('2Gi'), bound, [shrunk]],
    ['sets the first class', { storageClassName: 'fast' }, {}, {}, []],
    [
      'does not change the class',
      { storageClassName: 'slow' },
      { storageClassName: 'fast' },
      {},
      immutable(otherClass),
    ],
    ['keeps its selector', { selector: undefined }, { selector }, {}, immutable(noSelector)],
    [
      'changes the attributes of what is bound',
      { volumeAttributesClassName: 'gold' },
      { volumeAttributesClassName: 'silver' },
      bound,
      [],
    ],
    ['changes the attributes of what is not bound', { volumeAttributesClassName: 'gold' }, {}, {}, []],
    [
      'does not take the attributes away',
      { volumeAttributesClassName: '' },
      { volumeAttributesClassName: 'silver' },
      bound,
      ['spec.volumeAttributesClassName: Forbidden: update from non-nil value to an empty string is forbidden'],
    ],
  ];
  for (const [what, spec, oldSpec, status, errors] of cases) {
    it(what, () => {
      const old = claims.created({ spec: oldSpec });
      old.status = status;
      const claim = structuredClone(old);
      Object.assign(claim.spec, spec);
      assert.deepEqual(persistentVolumeClaims.strategy.validateUpdate!(claim, old).map(String), errors);
    });
  }
});

it('the class in the annotation stays', () => {
  const key = 'volume.beta.kubernetes.io/storage-class';
  const annotated = (name: string) => ({ metadata: { annotations: { [key]: name } } });
  assert.deepEqual(claims.updateErrors(annotated('b'), annotated('a')), [
    `metadata.annotations.${key}: Invalid value: "b": field is immutable`,
  ]);
});

describe('the status of a claim', () => {
  const cases: readonly (readonly [what: string, status: Change, errors: string[]])[] = [
    ['is fine', { phase: 'Bound', capacity: { storage: '1Gi' } }, []],
    [
      'has no negative capacity',
      { capacity: { storage: '-1' } },
      ['status.capacity[storage]: Invalid value: -1: must be a valid resource quantity'],
    ],
    [
      'allocates storage and nothing else',
      { allocatedResources: { cpu: '1' } },
      ['status.allocatedResources: Unsupported value: "cpu": supported values: "storage"'],
    ],
  ];
  for (const [what, status, errors] of cases) {
    it(what, () => assert.deepEqual(claims.statusErrors({ status }), errors));
  }
});
