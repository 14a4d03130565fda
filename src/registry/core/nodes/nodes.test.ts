import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertErrors, drive } from '../../testing.ts';
import { nodes } from './index.ts';

const { created, createErrors, createWarnings, updated, updateErrors, statusErrors } = drive(nodes, {
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: 'n' },
});

describe('defaults', () => {
  it('a node registers with its status', () => {
    const { status } = created({ status: { capacity: { cpu: '2' } } });
    assert.deepEqual(status.allocatable, { cpu: '2' });
    assert.deepEqual(status.daemonEndpoints, { kubeletEndpoint: { Port: 0 } });
    assert.equal(status.nodeInfo.kubeletVersion, '');
  });

  const cidrs: [name: string, spec: object, want: [string | undefined, string[] | undefined]][] = [
    ['none', {}, [undefined, undefined]],
    ['one', { podCIDR: '10.1.0.0/24' }, ['10.1.0.0/24', ['10.1.0.0/24']]],
    ['many', { podCIDRs: ['10.1.0.0/24', 'fd00::/64'] }, ['10.1.0.0/24', ['10.1.0.0/24', 'fd00::/64']]],
    ['both, apart', { podCIDR: '10.1.0.0/24', podCIDRs: ['10.2.0.0/24'] }, ['10.1.0.0/24', ['10.1.0.0/24']]],
  ];
  for (const [name, spec, want] of cidrs) {
    it(`pod CIDRs: ${name}`, () => {
      const { podCIDR, podCIDRs } = created({ spec }).spec;
      assert.deepEqual([podCIDR, podCIDRs], want);
    });
  }

  it('dynamic configuration is gone', () => {
    const source = { configMap: { name: 'c', namespace: 'd', kubeletConfigKey: 'k' } };
    const object = created({ spec: { configSource: source }, status: { config: { assigned: source } } });
    assert.equal('configSource' in object.spec, false);
    assert.equal('config' in object.status, false);
  });
});

describe('rules', () => {
  const rows: [name: string, change: object, want: (string | RegExp)[]][] = [
    ['valid', { spec: { taints: [{ key: 'a', effect: 'NoSchedule' }], podCIDRs: ['10.1.0.0/24', 'fd00::/64'] } }, []],
    [
      'one taint, two effects',
      {
        spec: {
          taints: [
            { key: 'a', effect: 'NoSchedule' },
            { key: 'a', effect: 'NoExecute' },
          ],
        },
      },
      [],
    ],
    [
      'a taint twice',
      {
        spec: {
          taints: [
            { key: 'a', effect: 'NoExecute' },
            { key: 'a', value: 'b', effect: 'NoExecute' },
          ],
        },
      },
      [/^metadata\.taints\[1\]: Duplicate value: .*: taints must be unique by key and effect pair$/],
    ],
    [
      'a bad taint',
      { spec: { taints: [{ key: 'a b', value: 'c d', effect: 'Never' }] } },
      [
        /^metadata\.taints\[0\]\.key: Invalid value: "a b"/,
        /^metadata\.taints\[0\]\.value: Invalid value: "c d"/,
        'metadata.taints[0].effect: Unsupported value: "Never": supported values: "NoSchedule", "PreferNoSchedule", "NoExecute"',
      ],
    ],
    ['a taint without effect', { spec: { taints: [{ key: 'a' }] } }, ['metadata.taints[0].effect: Required value']],
    [
      'capacity',
      { status: { capacity: { cpu: '-1', pods: '1500m' }, allocatable: {} } },
      [
        'status.capacity.cpu: Invalid value: "-1": must be greater than or equal to 0',
        'status.capacity.pods: Invalid value: "1500m": must be an integer',
      ],
    ],
    [
      'two CIDRs of a family',
      { spec: { podCIDRs: ['10.1.0.0/24', '10.1.0.0/24'] } },
      [
        'spec.podCIDRs: Invalid value: ["10.1.0.0/24","10.1.0.0/24"]: may specify no more than one CIDR for each IP family',
        'spec.podCIDRs[1]: Duplicate value: "10.1.0.0/24"',
      ],
    ],
    [
      'a bad CIDR',
      { spec: { podCIDR: '10.1.0.0' } },
      [/^spec\.podCIDRs\[0\]: Invalid value: "10\.1\.0\.0": must be a valid CIDR/],
    ],
  ];
  for (const [name, change, want] of rows) {
    it(name, () => assertErrors(createErrors(change), want));
  }
});

describe('updates', () => {
  const rows: [name: string, change: object, old: object, want: string[]][] = [
    ['assigning a CIDR', { spec: { podCIDR: '10.1.0.0/24' } }, {}, []],
    [
      'changing a CIDR',
      { spec: { podCIDR: '10.2.0.0/24' } },
      { spec: { podCIDR: '10.1.0.0/24' } },
      ['spec.podCIDRs: Forbidden: node updates may not change podCIDR except from "" to valid'],
    ],
    ['assigning a provider', { spec: { providerID: 'a://b' } }, {}, []],
    [
      'changing a provider',
      { spec: { providerID: 'c' } },
      { spec: { providerID: 'a://b' } },
      ['spec.providerID: Forbidden: node updates may not change providerID except from "" to valid'],
    ],
    ['an external ID', { spec: { externalID: 'x' } }, {}, ['spec.externalID: Forbidden: may not be updated']],
    ['cordoning', { spec: { unschedulable: true } }, {}, []],
  ];
  for (const [name, change, old, want] of rows) it(name, () => assert.deepEqual(updateErrors(change, old), want));

  it('leave the status alone', () => {
    assert.deepEqual(updated({ status: { capacity: { cpu: '9' } } }).status, created().status);
  });

  it('of the status have no address twice', () => {
    const address = { type: 'InternalIP', address: '10.0.0.1' };
    assert.deepEqual(statusErrors({ status: { addresses: [address] } }), []);
    assert.deepEqual(statusErrors({ status: { addresses: [address, address] } }), [
      'status.addresses[1]: Duplicate value: {"Type":"InternalIP","Address":"10.0.0.1"}',
    ]);
  });
});

it('warns of what is out of use', () => {
  assert.deepEqual(createWarnings({ spec: { externalID: 'x', podCIDR: '10.1.0.1/24' } }), [
    'spec.externalID: this field is deprecated, and is unused by Kubernetes',
    'spec.podCIDRs[0]: CIDR value "10.1.0.1/24" is ambiguous in this context (should be "10.1.0.0/24" or "10.1.0.1/32"?)',
  ]);
});

it('is selected by being schedulable', () => {
  const select = nodes.selectableFields!['spec.unschedulable']!;
  assert.equal(select(created()), 'false');
  assert.equal(select(created({ spec: { unschedulable: true } })), 'true');
});
