import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertErrors, drive } from '../../testing.ts';
import { networkPolicies } from './index.ts';

const { created, createErrors, createWarnings, updateErrors } = drive(networkPolicies, {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'n', namespace: 'd' },
});
const spec = (fields: object): object => ({ spec: fields });
const from = (...peers: object[]): object => spec({ ingress: [{ from: peers }] });
const port = (fields: object): object => spec({ egress: [{ ports: [fields] }] });
const block = (cidr: string, ...except: string[]): object => ({ ipBlock: { cidr, except } });

describe('defaults', () => {
  const rows: [name: string, fields: object, want: object][] = [
    ['of nothing', {}, { podSelector: {}, policyTypes: ['Ingress'] }],
    ['with egress', { egress: [{}] }, { podSelector: {}, policyTypes: ['Ingress', 'Egress'], egress: [{}] }],
    ['what is given', { policyTypes: ['Egress'] }, { podSelector: {}, policyTypes: ['Egress'] }],
    [
      'of ports',
      { ingress: [{ ports: [{ port: 80 }] }] },
      { podSelector: {}, policyTypes: ['Ingress'], ingress: [{ ports: [{ port: 80, protocol: 'TCP' }] }] },
    ],
  ];
  for (const [name, fields, want] of rows) it(name, () => assert.deepEqual(created(spec(fields)).spec, want));
});

type Row = [name: string, change: object, want: (string | RegExp)[]];
function table(topic: string, rows: readonly Row[]): void {
  describe(topic, () => {
    for (const [name, change, want] of rows) it(name, () => assertErrors(createErrors(change), want));
  });
}

table('peers', [
  ['pods', from({ podSelector: {} }), []],
  ['pods of namespaces', from({ podSelector: {}, namespaceSelector: {} }), []],
  ['addresses', from(block('10.0.0.0/8', '10.1.0.0/16')), []],
  ['nobody', from({}), ['spec.ingress[0].from[0]: Required value: must specify a peer']],
  [
    'pods and addresses',
    spec({ egress: [{ to: [{ podSelector: {}, ...block('10.0.0.0/8') }] }] }),
    ['spec.egress[0].to[0]: Forbidden: may not specify both ipBlock and another peer'],
  ],
  [
    'bad selectors',
    from({
      podSelector: { matchLabels: { 'a b': 'c' } },
      namespaceSelector: { matchExpressions: [{ key: 'a', operator: 'In' }] },
    }),
    [
      /^spec\.ingress\[0\]\.from\[0\]\.podSelector\.matchLabels: Invalid value: "a b"/,
      /^spec\.ingress\[0\]\.from\[0\]\.namespaceSelector\.matchExpressions\[0\]\.values: Required value/,
    ],
  ],
  ['no CIDR', from({ ipBlock: {} }), ['spec.ingress[0].from[0].ipBlock.cidr: Required value']],
  [
    'a bad CIDR',
    from(block('x', 'y')),
    [/^spec\.ingress\[0\]\.from\[0\]\.ipBlock\.cidr: Invalid value: "x": must be a valid CIDR/],
  ],
  ['host bits', from(block('10.0.0.1/8')), [/must not have bits set beyond the prefix length$/]],
  [
    'a bad exception',
    from(block('10.0.0.0/8', 'y')),
    [/^spec\.ingress\[0\]\.from\[0\]\.ipBlock\.except\[0\]: Invalid value: "y": must be a valid CIDR/],
  ],
  ...['11.0.0.0/16', '10.0.0.0/8', '0.0.0.0/0', 'fd00::/16'].map(
    (except): Row => [
      `an exception of ${except}`,
      from(block('10.0.0.0/8', except)),
      [`spec.ingress[0].from[0].ipBlock.except[0]: Invalid value: "${except}": must be a strict subset of \`cidr\``],
    ],
  ),
]);

table('ports', [
  ['all', port({}), []],
  ['a name', port({ port: 'http' }), []],
  ['a range', port({ port: 80, endPort: 90 }), []],
  [
    'a bad protocol',
    port({ protocol: 'ICMP' }),
    ['spec.egress[0].ports[0].protocol: Unsupported value: "ICMP": supported values: "TCP", "UDP", "SCTP"'],
  ],
  [
    'a bad number',
    port({ port: 0 }),
    ['spec.egress[0].ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive'],
  ],
  ['a bad name', port({ port: 'a_b' }), [/^spec\.egress\[0\]\.ports\[0\]\.port: Invalid value: "a_b"/]],
  [
    'a range from nowhere',
    port({ endPort: 90 }),
    ['spec.egress[0].ports[0].endPort: Invalid value: 90: may not be specified when `port` is not specified'],
  ],
  [
    'a range from a name',
    port({ port: 'a', endPort: 90 }),
    ['spec.egress[0].ports[0].endPort: Invalid value: 90: may not be specified when `port` is non-numeric'],
  ],
  [
    'a range from a bad name',
    port({ port: 'a_b', endPort: 90 }),
    [/^spec\.egress\[0\]\.ports\[0\]\.endPort: .* non-numeric$/, /^spec\.egress\[0\]\.ports\[0\]\.port: /],
  ],
  [
    'a range backwards',
    port({ port: 90, endPort: 80 }),
    ['spec.egress[0].ports[0].endPort: Invalid value: 90: must be greater than or equal to `port`'],
  ],
  [
    'a range too far',
    port({ port: 90, endPort: 70000 }),
    ['spec.egress[0].ports[0].endPort: Invalid value: 70000: must be between 1 and 65535, inclusive'],
  ],
]);

table('policies', [
  [
    'bad rules, told of rule by rule',
    spec({
      egress: [{ ports: [{ port: 0 }] }],
      ingress: [{ from: [{}], ports: [{ port: 0 }] }, { ports: [{ port: 0 }] }],
    }),
    [
      /^spec\.ingress\[0\]\.ports\[0\]\.port: /,
      /^spec\.ingress\[0\]\.from\[0\]: /,
      /^spec\.ingress\[1\]\.ports\[0\]\.port: /,
      /^spec\.egress\[0\]\.ports\[0\]\.port: /,
    ],
  ],
  [
    'a bad selector',
    spec({ podSelector: { matchExpressions: [{ key: 'a', operator: 'Is' }] } }),
    [/^spec\.podSelector\.matchExpressions\[0\]\.operator/],
  ],
  [
    'an odd type',
    spec({ policyTypes: ['Both'] }),
    ['spec.policyTypes[0]: Unsupported value: "Both": supported values: "Ingress", "Egress"'],
  ],
  [
    'three types',
    spec({ policyTypes: ['Ingress', 'Egress', 'Ingress'] }),
    [/^spec\.policyTypes: Invalid value: .*: may not specify more than two policyTypes$/],
  ],
]);

it('an ambiguous CIDR may stay, not come', () => {
  const sloppy = from(block('10.0.0.1/8', '10.1.0.1/16'));
  assertErrors(updateErrors({}, sloppy), []);
  assertErrors(updateErrors(sloppy), [/cidr: Invalid/, /except\[0\]: Invalid/]);
});

it('unusual CIDRs are warned of', () => {
  assert.deepEqual(createWarnings(from(block('FD00::/8', 'FD01::/16'))), [
    'spec.ingress[0].from[0].ipBlock.cidr: IPv6 CIDR value "FD00::/8" should be in RFC 5952 canonical format ("fd00::/8")',
    'spec.ingress[0].from[0].ipBlock.except[0]: IPv6 CIDR value "FD01::/16" should be in RFC 5952 canonical format ("fd01::/16")',
  ]);
});
