import { describe, it } from 'node:test';
import { assertErrors, drive } from '../../../testing.ts';
import { services } from '../index.ts';

const { createErrors, updateErrors, statusErrors } = drive(services, {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 's', namespace: 'd' },
  spec: {
    ports: [{ port: 80 }],
    clusterIP: '10.0.0.5',
    clusterIPs: ['10.0.0.5'],
    ipFamilies: ['IPv4'],
    ipFamilyPolicy: 'SingleStack',
  },
});
const spec = (fields: object): object => ({ spec: fields });
const NAME = {
  type: 'ExternalName',
  externalName: 'a.b',
  clusterIP: null,
  clusterIPs: null,
  ipFamilies: null,
  ipFamilyPolicy: null,
};
const HEADLESS = { clusterIP: 'None', clusterIPs: ['None'] };
const DUAL = {
  clusterIPs: ['10.0.0.5', 'fd00::5'],
  ipFamilies: ['IPv4', 'IPv6'],
  ipFamilyPolicy: 'RequireDualStack',
};
const RANGES = 'service.beta.kubernetes.io/load-balancer-source-ranges';
const ONLY_LB = "Forbidden: may only be used when `type` is 'LoadBalancer'";

type Row = [name: string, change: object, want: (string | RegExp)[]];

function table(topic: string, rows: readonly Row[]): void {
  describe(topic, () => {
    for (const [name, change, want] of rows) it(name, () => assertErrors(createErrors(change), want));
  });
}

table('types', [
  ['ClusterIP', {}, []],
  ['headless, without ports', spec({ ...HEADLESS, ports: null }), []],
  ['ExternalName', spec({ ...NAME, ports: null }), []],
  ['ExternalName, fully qualified', spec({ ...NAME, externalName: 'a.b.' }), []],
  ['no ports', spec({ ports: [] }), ['spec.ports: Required value']],
  [
    'Magic',
    spec({ type: 'Magic' }),
    [
      'spec.type: Unsupported value: "Magic": supported values: "ClusterIP", "ExternalName", "LoadBalancer", "NodePort"',
    ],
  ],
  [
    'headless NodePort',
    spec({ type: 'NodePort', ...HEADLESS }),
    ['spec.clusterIPs[0]: Invalid value: "None": may not be set to \'None\' for NodePort services'],
  ],
  [
    'headless LoadBalancer',
    spec({ type: 'LoadBalancer', ...HEADLESS }),
    ['spec.clusterIPs[0]: Invalid value: "None": may not be set to \'None\' for LoadBalancer services'],
  ],
  ['ExternalName without one', spec({ ...NAME, externalName: '' }), ['spec.externalName: Required value']],
  ['ExternalName in capitals', spec({ ...NAME, externalName: 'A' }), [/^spec\.externalName: Invalid value: "A"/]],
  [
    'ExternalName with addresses',
    spec({ type: 'ExternalName', externalName: 'a.b' }),
    ['clusterIPs', 'ipFamilies', 'ipFamilyPolicy'].map(
      (f) => `spec.${f}: Forbidden: may not be set for ExternalName services`,
    ),
  ],
  [
    'two topology modes',
    {
      metadata: {
        annotations: {
          'service.kubernetes.io/topology-aware-hints': 'Auto',
          'service.kubernetes.io/topology-mode': 'Disabled',
        },
      },
    },
    [
      /^metadata\.annotations\[service\.kubernetes\.io\/topology-mode\]: Invalid value: "Disabled": must match annotations/,
    ],
  ],
  [
    'a bad selector',
    spec({ selector: { 'a b': 'c d' } }),
    [/^spec\.selector: Invalid value: "a b"/, /^spec\.selector: Invalid value: "c d"/],
  ],
]);

table('ports', [
  [
    'two unnamed',
    spec({ ports: [{ port: 80 }, { port: 81 }] }),
    ['spec.ports[0].name: Required value', 'spec.ports[1].name: Required value'],
  ],
  [
    'out of range',
    spec({ ports: [{ port: 70000 }] }),
    [
      'spec.ports[0].port: Invalid value: 70000: must be between 1 and 65535, inclusive',
      'spec.ports[0].targetPort: Invalid value: 70000: must be between 1 and 65535, inclusive',
    ],
  ],
  [
    'all wrong',
    spec({ ports: [{ name: 'A', port: 80, protocol: 'HTTP', targetPort: 'a_b', appProtocol: 'a b' }] }),
    [
      /^spec\.ports\[0\]\.name: Invalid value: "A"/,
      'spec.ports[0].protocol: Unsupported value: "HTTP": supported values: "SCTP", "TCP", "UDP"',
      /^spec\.ports\[0\]\.targetPort: Invalid value: "a_b"/,
      /^spec\.ports\[0\]\.appProtocol: Invalid value: "a b"/,
    ],
  ],
  [
    'named alike',
    spec({
      ports: [
        { name: 'a', port: 80 },
        { name: 'a', port: 81 },
      ],
    }),
    ['spec.ports[1].name: Duplicate value: "a"'],
  ],
  [
    'one port, two protocols',
    spec({
      ports: [
        { name: 'a', port: 53 },
        { name: 'b', port: 53, protocol: 'UDP' },
      ],
    }),
    [],
  ],
  [
    'one port twice',
    spec({
      ports: [
        { name: 'a', port: 53 },
        { name: 'b', port: 53 },
      ],
    }),
    [
      'spec.ports[1]: Duplicate value: {"Name":"","Protocol":"TCP","AppProtocol":null,"Port":53,"TargetPort":0,"NodePort":0}',
    ],
  ],
  [
    'one node port twice',
    spec({
      type: 'NodePort',
      ports: [
        { name: 'a', port: 1, nodePort: 30001 },
        { name: 'b', port: 2, nodePort: 30001 },
      ],
    }),
    ['spec.ports[1].nodePort: Duplicate value: 30001'],
  ],
  [
    'a node port of ClusterIP',
    spec({ ports: [{ port: 80, nodePort: 30001 }] }),
    ["spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'"],
  ],
]);

table('affinity', [
  ['ClientIP', spec({ sessionAffinity: 'ClientIP' }), []],
  [
    'unknown',
    spec({ sessionAffinity: 'Cookie' }),
    ['spec.sessionAffinity: Unsupported value: "Cookie": supported values: "ClientIP", "None"'],
  ],
  ...[0, 86401].map(
    (timeoutSeconds): Row => [
      `for ${timeoutSeconds} seconds`,
      spec({ sessionAffinity: 'ClientIP', sessionAffinityConfig: { clientIP: { timeoutSeconds } } }),
      [
        `spec.sessionAffinityConfig.clientIP.timeoutSeconds: Invalid value: ${timeoutSeconds}: must be greater than 0 and less than 86400`,
      ],
    ],
  ),
]);

table('cluster IPs', [
  ['two families', spec(DUAL), []],
  ['one of them only', spec({ clusterIP: '10.0.0.5', clusterIPs: null }), ['spec.clusterIPs: Required value']],
  [
    'the other only',
    spec({ clusterIP: null }),
    ['spec.clusterIPs: Invalid value: ["10.0.0.5"]: must be empty when `clusterIP` is not specified'],
  ],
  [
    'apart',
    spec({ clusterIP: '10.0.0.6' }),
    ['spec.clusterIPs: Invalid value: ["10.0.0.5"]: first value must match `clusterIP`'],
  ],
  [
    'no address',
    spec({ clusterIP: 'x', clusterIPs: ['x'] }),
    [/^spec\.clusterIPs\[0\]: Invalid value: "x": must be a valid IP address/],
  ],
  [
    'None and more',
    spec({ clusterIP: 'None', clusterIPs: ['None', '10.0.0.5'] }),
    ['spec.clusterIPs: Invalid value: ["None","10.0.0.5"]: \'None\' must be the first and only value'],
  ],
  [
    'None in second place',
    spec({ clusterIPs: ['10.0.0.5', 'None'] }),
    [/^spec\.clusterIPs\[1\]: Invalid value: "None": must be a valid IP/],
  ],
  [
    'three',
    spec({ ...DUAL, clusterIPs: ['10.0.0.5', 'fd00::5', 'fd00::6'] }),
    ['spec.clusterIPs: Invalid value: ["10.0.0.5","fd00::5","fd00::6"]: may only hold up to 2 values'],
  ],
  [
    'two of a family',
    spec({ clusterIPs: ['10.0.0.5', '10.0.0.6'] }),
    ['spec.clusterIPs: Invalid value: ["10.0.0.5","10.0.0.6"]: may specify no more than one IP for each IP family'],
  ],
  [
    'of the wrong family',
    spec({ ipFamilies: ['IPv6'] }),
    ['spec.clusterIPs[0]: Invalid value: "10.0.0.5": expected an IPv6 value as indicated by `ipFamilies[0]`'],
  ],
  [
    'odd families and policy',
    spec({ ...HEADLESS, ipFamilies: ['IPv5', 'IPv5'], ipFamilyPolicy: 'Both' }),
    [
      'spec.ipFamilies[0]: Unsupported value: "IPv5": supported values: "IPv4", "IPv6"',
      'spec.ipFamilies[1]: Unsupported value: "IPv5": supported values: "IPv4", "IPv6"',
      'spec.ipFamilies[1]: Duplicate value: "IPv5"',
      'spec.ipFamilyPolicy: Unsupported value: "Both": supported values: "PreferDualStack", "RequireDualStack", "SingleStack"',
    ],
  ],
]);

table('external addresses', [
  ['valid', spec({ externalIPs: ['1.2.3.4', 'fd00::1'] }), []],
  ['none', spec({ externalIPs: ['x'] }), [/^spec\.externalIPs\[0\]: Invalid value: "x": must be a valid IP address/]],
  [
    'loopback',
    spec({ externalIPs: ['127.0.0.1'] }),
    [/^spec\.externalIPs\[0\]: Invalid value: "127\.0\.0\.1": may not be in the loopback range/],
  ],
  ['metadata service', spec({ externalIPs: ['169.254.169.254'] }), [/link-local range/]],
]);

table('load balancers', [
  [
    'valid',
    spec({ type: 'LoadBalancer', loadBalancerSourceRanges: ['10.0.0.0/8', ' 10.1.0.0/16 '], loadBalancerClass: 'a/b' }),
    [],
  ],
  [
    'ranges of another type',
    spec({ loadBalancerSourceRanges: ['x'] }),
    [
      `spec.LoadBalancerSourceRanges: ${ONLY_LB}`,
      /^spec\.LoadBalancerSourceRanges\[0\]: Invalid value: "x": must be a valid CIDR/,
    ],
  ],
  [
    'ranges by annotation',
    { metadata: { annotations: { [RANGES]: '10.0.0.0/8, x' } }, ...spec({ type: 'LoadBalancer' }) },
    [/^metadata\.annotations\[service\.beta\.kubernetes\.io\/load-balancer-source-ranges\]: Invalid value: "x"/],
  ],
  ['an empty annotation', { metadata: { annotations: { [RANGES]: ' ' } }, ...spec({ type: 'LoadBalancer' }) }, []],
  [
    'an annotation of another type',
    { metadata: { annotations: { [RANGES]: '' } } },
    [`metadata.annotations[${RANGES}]: ${ONLY_LB}`],
  ],
  [
    'node ports of another type',
    spec({ allocateLoadBalancerNodePorts: false }),
    [`spec.allocateLoadBalancerNodePorts: ${ONLY_LB}`],
  ],
  ['class of another type', spec({ loadBalancerClass: 'a/b' }), [`spec.loadBalancerClass: ${ONLY_LB}`]],
  [
    'a bad class',
    spec({ type: 'LoadBalancer', loadBalancerClass: 'a b' }),
    [/^spec\.loadBalancerClass: Invalid value: "a b"/],
  ],
]);

table('traffic', [
  ['local', spec({ type: 'LoadBalancer', externalTrafficPolicy: 'Local', healthCheckNodePort: 30100 }), []],
  ['from outside to an external address', spec({ externalIPs: ['1.2.3.4'], externalTrafficPolicy: 'Local' }), []],
  [
    'from outside to a cluster IP',
    spec({ externalTrafficPolicy: 'Local' }),
    ['spec.externalTrafficPolicy: Invalid value: "Local": may only be set for externally-accessible services'],
  ],
  [
    'odd policies',
    spec({ type: 'NodePort', externalTrafficPolicy: 'Odd', internalTrafficPolicy: 'Odd', trafficDistribution: 'Odd' }),
    [
      'spec.externalTrafficPolicy: Unsupported value: "Odd": supported values: "Cluster", "Local"',
      'spec.internalTrafficPolicy: Unsupported value: "Odd": supported values: "Cluster", "Local"',
      'spec.trafficDistribution: Unsupported value: "Odd": supported values: "PreferClose", "PreferSameZone", "PreferSameNode"',
    ],
  ],
  [
    'no health check port',
    spec({ type: 'LoadBalancer', externalTrafficPolicy: 'Local' }),
    ['spec.healthCheckNodePort: Required value'],
  ],
  [
    'a bad health check port',
    spec({ type: 'LoadBalancer', externalTrafficPolicy: 'Local', healthCheckNodePort: 70000 }),
    ['spec.healthCheckNodePort: Invalid value: 70000: must be between 1 and 65535, inclusive'],
  ],
  [
    'a needless health check port',
    spec({ type: 'LoadBalancer', healthCheckNodePort: 30100 }),
    [
      "spec.healthCheckNodePort: Invalid value: 30100: may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'",
    ],
  ],
]);

describe('updates', () => {
  const local = { type: 'LoadBalancer', externalTrafficPolicy: 'Local', healthCheckNodePort: 30100 };
  const rows: [name: string, change: object, old: object, want: (string | RegExp)[]][] = [
    ['of nothing', {}, {}, []],
    ['to a name and back', NAME, {}, []],
    ['from a name', { type: 'ClusterIP', clusterIP: '10.0.0.6', clusterIPs: ['10.0.0.6'] }, NAME, []],
    ['adding a family', DUAL, {}, []],
    ['removing a family', { clusterIPs: ['10.0.0.5'], ipFamilies: ['IPv4'], ipFamilyPolicy: 'SingleStack' }, DUAL, []],
    [
      'removing a family by accident',
      { clusterIPs: ['10.0.0.5'], ipFamilies: ['IPv4'] },
      DUAL,
      [
        'spec.ipFamilyPolicy: Invalid value: "RequireDualStack": must be set to \'SingleStack\' when releasing the secondary clusterIP',
        'spec.ipFamilyPolicy: Invalid value: "RequireDualStack": must be set to \'SingleStack\' when releasing the secondary ipFamily',
      ],
    ],
    [
      'changing the address',
      { clusterIP: '10.0.0.6', clusterIPs: ['10.0.0.6'] },
      {},
      ['spec.clusterIPs[0]: Invalid value: ["10.0.0.6"]: may not change once set'],
    ],
    [
      'dropping the address',
      { clusterIP: null, clusterIPs: null },
      {},
      ['spec.clusterIPs[0]: Invalid value: null: primary clusterIP can not be unset'],
    ],
    [
      'changing the first of two',
      { clusterIP: '10.0.0.6', clusterIPs: ['10.0.0.6'], ipFamilies: ['IPv4'], ipFamilyPolicy: 'SingleStack' },
      DUAL,
      ['spec.clusterIPs[0]: Invalid value: ["10.0.0.6"]: may not change once set'],
    ],
    ['turning headless', HEADLESS, {}, ['spec.clusterIPs[0]: Invalid value: ["None"]: may not change once set']],
    [
      'changing the family',
      { ipFamilies: ['IPv6'] },
      {},
      [/^spec\.ipFamilies\[0\]: Invalid value: \["IPv6"\]: may not change once set$/, /expected an IPv6 value/],
    ],
    ['changing the family of a headless one', { ipFamilies: ['IPv6'] }, HEADLESS, []],
    [
      'changing the class',
      { loadBalancerClass: 'c/d' },
      { type: 'LoadBalancer', loadBalancerClass: 'a/b' },
      ['spec.loadBalancerClass: Invalid value: "c/d": may not change once set'],
    ],
    [
      'changing the health check port',
      { healthCheckNodePort: 30200 },
      local,
      ['spec.healthCheckNodePort: Forbidden: field is immutable'],
    ],
    ['keeping an ambiguous address', {}, { externalIPs: ['010.0.0.9'] }, []],
    ['adding an ambiguous address', { externalIPs: ['010.0.0.9'] }, {}, [/must not have leading 0s$/]],
  ];
  for (const [name, change, old, want] of rows) {
    it(name, () => assertErrors(updateErrors(spec(change), spec(old)), want));
  }
});

describe('source ranges that a service has', () => {
  const field = { type: 'LoadBalancer', loadBalancerSourceRanges: [' 010.0.0.0/8'] };
  const annotated = (text: string): object => ({
    ...spec({ type: 'LoadBalancer' }),
    metadata: { annotations: { [RANGES]: text } },
  });
  const bad = /must not have leading 0s in IP or prefix length$/;
  const rows: [name: string, change: object, old: object, want: RegExp[]][] = [
    [
      'stay in the field, padded or not',
      spec({ ...field, loadBalancerSourceRanges: ['010.0.0.0/8'] }),
      spec(field),
      [],
    ],
    ['are refused as new ones', spec(field), spec({ type: 'LoadBalancer' }), [bad]],
    ['stay in the annotation as a whole', annotated('010.0.0.0/8'), annotated('010.0.0.0/8'), []],
    ['are looked at again where it changes', annotated('010.0.0.0/8,10.0.0.0/8'), annotated('010.0.0.0/8'), [bad]],
  ];
  for (const [name, change, old, want] of rows) it(name, () => assertErrors(updateErrors(change, old), want));
});

describe('status', () => {
  const balancer = spec({ type: 'LoadBalancer' });
  const at = 'status.loadBalancer.ingress[0]';
  const points = (...ingress: object[]): object => ({ status: { loadBalancer: { ingress } } });
  const rows: [name: string, change: object, want: (string | RegExp)[]][] = [
    ['an address', points({ ip: '1.2.3.4' }), []],
    ['a name', points({ hostname: 'a.b' }), []],
    ['no address', points({ ip: 'x' }), [/^status\.loadBalancer\.ingress\[0\]\.ip: Invalid value: "x"/]],
    [
      'a mode without address',
      points({ ipMode: 'VIP' }),
      [`${at}.ipMode: Forbidden: may not be specified when \`ip\` is not set`],
    ],
    [
      'an odd mode',
      points({ ip: '1.2.3.4', ipMode: 'Odd' }),
      [`${at}.ipMode: Unsupported value: "Odd": supported values: "Proxy", "VIP"`],
    ],
    [
      'an address for a name',
      points({ hostname: '1.2.3.4' }),
      [`${at}.hostname: Invalid value: "1.2.3.4": must be a DNS name, not an IP address`],
    ],
    ['a bad name', points({ hostname: 'A' }), [/\.hostname: Invalid value: "A"/]],
  ];
  for (const [name, change, want] of rows) it(name, () => assertErrors(statusErrors(change, balancer), want));

  it('of another type has no ingress', () => {
    assertErrors(statusErrors(points({ ip: '1.2.3.4' })), [
      "status.loadBalancer.ingress: Forbidden: may only be used when `spec.type` is 'LoadBalancer'",
    ]);
  });
});
