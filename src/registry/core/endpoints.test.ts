import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertErrors, drive } from '../testing.ts';
import { endpoints } from './endpoints.ts';

const { created, createErrors, createWarnings, updateErrors } = drive(endpoints, {
  apiVersion: 'v1',
  kind: 'Endpoints',
  metadata: { name: 'e', namespace: 'd' },
});
const addresses = [{ ip: '10.0.0.1' }];
const subset = (fields: object): object => ({ subsets: [{ addresses, ...fields }] });

it('ports speak TCP by default', () => {
  assert.deepEqual(created(subset({ ports: [{ port: 80 }] })).subsets[0].ports, [{ port: 80, protocol: 'TCP' }]);
});

describe('subsets', () => {
  const rows: [name: string, change: object, want: (string | RegExp)[]][] = [
    ['valid', subset({ ports: [{ port: 80 }] }), []],
    ['not ready', { subsets: [{ notReadyAddresses: addresses }] }, []],
    ['empty', { subsets: [{}] }, ['subsets[0]: Required value: must specify `addresses` or `notReadyAddresses`']],
    [
      'loopback',
      { subsets: [{ addresses: [{ ip: '127.0.0.1' }] }] },
      [
        'subsets[0].addresses[0].ip: Invalid value: "127.0.0.1": may not be in the loopback range (127.0.0.0/8, ::1/128)',
      ],
    ],
    [
      'link-local and not ready',
      { subsets: [{ notReadyAddresses: [{ ip: '169.254.169.254' }] }] },
      [
        'subsets[0].notReadyAddresses[0].ip: Invalid value: "169.254.169.254": may not be in the link-local range (169.254.0.0/16, fe80::/10)',
      ],
    ],
    [
      'no address',
      { subsets: [{ addresses: [{ ip: 'x' }] }] },
      [
        'subsets[0].addresses[0].ip: Invalid value: "x": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
        'subsets[0].addresses[0].ip: Invalid value: "x": must be a valid IP address',
      ],
    ],
    [
      'a bad hostname',
      { subsets: [{ addresses: [{ ip: '10.0.0.1', hostname: 'a.b' }] }] },
      [/addresses\[0\]\.hostname/],
    ],
    ['a bad node', { subsets: [{ addresses: [{ ip: '10.0.0.1', nodeName: 'A' }] }] }, [/addresses\[0\]\.nodeName/]],
    [
      'two nameless ports',
      subset({ ports: [{ port: 1, name: 'a' }, { port: 2 }] }),
      ['subsets[0].ports[1].name: Required value'],
    ],
    [
      'a bad port',
      subset({ ports: [{ port: 0, protocol: 'HTTP', name: 'A', appProtocol: 'a b' }] }),
      [
        /ports\[0\]\.name: Invalid value: "A"/,
        'subsets[0].ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive',
        'subsets[0].ports[0].protocol: Unsupported value: "HTTP": supported values: "SCTP", "TCP", "UDP"',
        /ports\[0\]\.appProtocol/,
      ],
    ],
  ];
  for (const [name, change, want] of rows) {
    it(name, () => assertErrors(createErrors(change), want));
  }
});

it('subsets that nobody touches may break the rules', () => {
  const sloppy = { subsets: [{ addresses: [{ ip: '010.0.0.1' }, { ip: '127.0.0.1' }] }] };
  const wrong = [/"010\.0\.0\.1": must not have leading 0s$/, /"127\.0\.0\.1": may not be in the loopback range/];
  assertErrors(createErrors(sloppy), wrong);
  assertErrors(updateErrors({ metadata: { labels: { a: 'b' } } }, sloppy), []);
  const more = { subsets: [{ addresses: [...sloppy.subsets[0]!.addresses, { ip: '10.0.0.1' }] }] };
  assertErrors(updateErrors(more, sloppy), wrong);
});

it('unusual addresses are warned of unless the controller wrote them', () => {
  const change = { subsets: [{ addresses: [{ ip: '2001:DB8::1' }] }] };
  assert.deepEqual(createWarnings(change), [
    'subsets[0].addresses[0].ip: IPv6 address "2001:DB8::1" should be in RFC 5952 canonical format ("2001:db8::1")',
  ]);
  const labels = { 'endpoints.kubernetes.io/managed-by': 'endpoint-controller' };
  assert.deepEqual(createWarnings({ ...change, metadata: { labels } }), []);
});
