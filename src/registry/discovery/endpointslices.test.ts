import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertErrors, drive } from '../testing.ts';
import { endpointSlices } from './endpointslices.ts';

const { created, createErrors, createWarnings, updateErrors } = drive(endpointSlices, {
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { name: 'e', namespace: 'd' },
  addressType: 'IPv4',
  endpoints: [{ addresses: ['10.0.0.1'] }],
});
const HOSTNAME = 'kubernetes.io/hostname';
const endpoint = (fields: object): object => ({ endpoints: [{ addresses: ['10.0.0.1'], ...fields }] });
const many = (count: number): object[] => Array.from({ length: count }, () => ({}));

it('ports and conditions are filled in, old topology goes', () => {
  const object = created({ ports: [{}], ...endpoint({ deprecatedTopology: { a: 'b' } }) });
  assert.deepEqual(object.ports, [{ name: '', protocol: 'TCP' }]);
  assert.deepEqual(object.endpoints, [{ addresses: ['10.0.0.1'], conditions: {} }]);
});

describe('rules', () => {
  const rows: [name: string, change: object, want: (string | RegExp)[]][] = [
    ['valid', { ports: [{ name: 'a', port: 80, appProtocol: 'kubernetes.io/h2c' }] }, []],
    ['no type', { addressType: null }, ['addressType: Required value']],
    [
      'an odd type',
      { addressType: 'IP' },
      ['addressType: Unsupported value: "IP": supported values: "FQDN", "IPv4", "IPv6"'],
    ],
    [
      'no address',
      { endpoints: [{ addresses: [] }] },
      ['endpoints[0].addresses: Required value: must contain at least 1 address'],
    ],
    [
      'too many addresses',
      { endpoints: [{ addresses: Array(101).fill('10.0.0.1') }] },
      ['endpoints[0].addresses: Too many: 101: must have at most 100 items'],
    ],
    ['too many endpoints', { endpoints: many(1001) }, ['endpoints: Too many: 1001: must have at most 1000 items']],
    [
      'IPv6 among IPv4',
      { endpoints: [{ addresses: ['fd00::1'] }] },
      ['endpoints[0].addresses: Invalid value: "fd00::1": must be an IPv4 address'],
    ],
    [
      'IPv4 among IPv6',
      { addressType: 'IPv6' },
      ['endpoints[0].addresses: Invalid value: "10.0.0.1": must be an IPv6 address'],
    ],
    [
      'another form of an IPv6 address',
      { addressType: 'IPv6', endpoints: [{ addresses: ['FD00::1'] }] },
      ['endpoints[0].addresses[0]: Invalid value: "FD00::1": must be in canonical form ("fd00::1")'],
    ],
    [
      'loopback',
      { addressType: 'IPv6', endpoints: [{ addresses: ['::1'] }] },
      ['endpoints[0].addresses[0]: Invalid value: "::1": may not be in the loopback range (127.0.0.0/8, ::1/128)'],
    ],
    ['multicast', { endpoints: [{ addresses: ['224.0.0.1'] }] }, [/link-local multicast range/]],
    ['link-local', { endpoints: [{ addresses: ['169.254.169.254'] }] }, [/link-local range/]],
    [
      'names',
      { addressType: 'FQDN', endpoints: [{ addresses: ['a.example.com', 'example.com', 'example.com.'] }] },
      [],
    ],
    [
      'bad names',
      { addressType: 'FQDN', endpoints: [{ addresses: ['', 'a', 'A.b', `${'a'.repeat(64)}.b`] }] },
      [
        'endpoints[0].addresses[0]: Required value',
        'endpoints[0].addresses[1]: Invalid value: "a": should be a domain with at least two segments separated by dots',
        /^endpoints\[0\]\.addresses\[2\]: Invalid value: "A\.b": a lowercase RFC 1123 subdomain/,
        /^endpoints\[0\]\.addresses\[3\]: Invalid value: "a{64}": must be no more than 63/,
      ],
    ],
    [
      'a bad node and hostname',
      endpoint({ nodeName: 'A', hostname: 'a.b' }),
      [/\[0\]\.nodeName: Invalid/, /\[0\]\.hostname: Invalid/],
    ],
    [
      'hints twice',
      endpoint({ hints: { forZones: [{ name: 'a' }, { name: 'a' }], forNodes: [{ name: 'n' }, { name: 'n' }] } }),
      [
        'endpoints[0].hints.forZones[1].name: Duplicate value: "a"',
        'endpoints[0].hints.forNodes[1].name: Duplicate value: "n"',
      ],
    ],
    [
      'too many hints',
      endpoint({ hints: { forZones: many(9) } }),
      ['endpoints[0].hints.forZones: Too many: 9: must have at most 8 items'],
    ],
    [
      'too many zones beside bad nodes',
      endpoint({ hints: { forZones: many(9), forNodes: [{ name: 'A' }] } }),
      ['endpoints[0].hints.forZones: Too many: 9: must have at most 8 items'],
    ],
    [
      'too many nodes',
      endpoint({ hints: { forNodes: many(9) } }),
      ['endpoints[0].hints.forNodes: Too many: 9: must have at most 8 items'],
    ],
    ['a bad hint', endpoint({ hints: { forZones: [{ name: 'a b' }] } }), [/forZones\[0\]\.name: Invalid value: "a b"/]],
    ['nameless ports', { ports: [{ port: 1 }, { port: 2 }] }, ['ports[1].name: Duplicate value: ""']],
    [
      'a bad port',
      { ports: [{ name: 'A', protocol: 'HTTP', appProtocol: 'a b' }] },
      [
        /^ports\[0\]\.name: Invalid/,
        'ports[0].protocol: Unsupported value: "HTTP": supported values: "SCTP", "TCP", "UDP"',
        /^ports\[0\]\.appProtocol: Invalid/,
      ],
    ],
    [
      'an empty protocol',
      { ports: [{ protocol: '' }] },
      ['ports[0].protocol: Unsupported value: "": supported values: "SCTP", "TCP", "UDP"'],
    ],
    [
      'a bad port name twice',
      { ports: [{ name: 'A' }, { name: 'A' }] },
      [/^ports\[0\]\.name: Invalid/, /^ports\[1\]\.name: Invalid/, 'ports[1].name: Duplicate value: "A"'],
    ],
    [
      'ports are told of before endpoints',
      { ports: [{}, {}], endpoints: [{}] },
      [/^ports\[1\]/, /^endpoints\[0\]\.addresses: Required/],
    ],
    ['too many ports', { ports: many(20001) }, ['ports: Too many: 20001: must have at most 20000 items']],
  ];
  for (const [name, change, want] of rows) it(name, () => assertErrors(createErrors(change), want));
});

it('the type of addresses stays', () => {
  assertErrors(updateErrors({ addressType: 'FQDN', endpoints: [{ addresses: ['a.example.com'] }] }), [
    'addressType: Invalid value: "FQDN": field is immutable',
  ]);
});

it('endpoints that nobody touches may break the rules', () => {
  const sloppy = { endpoints: [{ addresses: ['010.0.0.1'] }] };
  assertErrors(createErrors(sloppy), [/must not have leading 0s$/]);
  assertErrors(updateErrors({ ports: [{ name: 'a' }] }, sloppy), []);
  const more = { endpoints: [...sloppy.endpoints, { addresses: ['10.0.0.1'] }] };
  assertErrors(updateErrors(more, sloppy), [/must not have leading 0s$/]);
});

it('the node of old topology moves to its field once endpoints are touched', () => {
  const old = { ...created(), endpoints: [{ addresses: ['10.0.0.1'], deprecatedTopology: { [HOSTNAME]: 'n' } }] };
  const update = (object: any) => {
    endpointSlices.strategy.prepareForUpdate!(object, old, {
      now: '',
      user: { name: '', uid: '', groups: [], extra: {} },
    });
    return object.endpoints;
  };
  assert.deepEqual(update(structuredClone(old)), old.endpoints);
  const changed = structuredClone(old);
  changed.endpoints[0].hostname = 'h';
  changed.endpoints.push({ addresses: ['10.0.0.2'], deprecatedTopology: { [HOSTNAME]: 'other' } });
  assert.deepEqual(update(changed), [
    { addresses: ['10.0.0.1'], hostname: 'h', nodeName: 'n' },
    { addresses: ['10.0.0.2'] },
  ]);
});

it('warns of names and of unusual addresses', () => {
  const name = { addressType: 'FQDN' };
  assert.deepEqual(createWarnings(name), ['spec.addressType: FQDN endpoints are deprecated']);
  const object = created(name);
  assert.deepEqual(endpointSlices.strategy.warnings!(object, object), []);
  const odd = { addressType: 'IPv6', endpoints: [{ addresses: ['FD00::1'] }] };
  assert.equal(createWarnings(odd).length, 1);
  const labels = { 'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io' };
  assert.deepEqual(createWarnings({ ...odd, metadata: { labels } }), []);
});
