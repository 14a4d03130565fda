import assert from 'node:assert/strict';
import { test } from 'node:test';
import { path } from '../../../api/field.ts';
import type { Pod } from '../pods/pod.ts';
import { podTemplateWarnings, podWarnings } from './index.ts';
import { app, somePod } from './testing/pod-cases.ts';

const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';

const CASES: [name: string, change: (spec: NonNullable<Pod['spec']>, pod: Pod) => void, ...warnings: string[]][] = [
  ['a plain pod', () => {}],
  [
    'a name that is no label',
    (_spec, pod) => {
      pod.metadata.name = 'a.b';
    },
    "metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; a DNS label is recommended: [a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')]",
  ],
  [
    'labels of nodes and selectors of nothing',
    (spec) => {
      spec.nodeSelector = { 'beta.kubernetes.io/os': 'linux' };
      const preference = {
        matchExpressions: [{ key: 'failure-domain.beta.kubernetes.io/zone', operator: 'In', values: ['a', '-'] }],
      };
      spec.affinity = {
        nodeAffinity: { [PREFERRED]: [{ weight: 1, preference }] },
        podAntiAffinity: { [PREFERRED]: [{ weight: 1, podAffinityTerm: { topologyKey: 'z' } }] },
      };
      spec.topologySpreadConstraints = [{ topologyKey: 'beta.kubernetes.io/arch' }];
    },
    'spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use "kubernetes.io/os" instead',
    `spec.affinity.nodeAffinity.${PREFERRED}[0].preference.matchExpressions[0].key: failure-domain.beta.kubernetes.io/zone is deprecated since v1.17; use "topology.kubernetes.io/zone" instead`,
    `spec.affinity.nodeAffinity.${PREFERRED}[0].preference.matchExpressions[0].values[1]: - is invalid, a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')`,
    'spec.topologySpreadConstraints[0].topologyKey: beta.kubernetes.io/arch is deprecated since v1.14; use "kubernetes.io/arch" instead',
    'spec.topologySpreadConstraints[0].labelSelector: a null labelSelector results in matching no pod',
    `spec.affinity.podAntiAffinity.${PREFERRED}[0].podAffinityTerm.labelSelector: a null labelSelector results in matching no pod`,
  ],
  [
    'annotations',
    (_spec, pod) => {
      pod.metadata.annotations = {
        'scheduler.alpha.kubernetes.io/critical-pod': '',
        'seccomp.security.alpha.kubernetes.io/pod': 'unconfined',
      };
    },
    'metadata.annotations[scheduler.alpha.kubernetes.io/critical-pod]: non-functional in v1.16+; use the "priorityClassName" field instead',
    'metadata.annotations[seccomp.security.alpha.kubernetes.io/pod]: non-functional in v1.27+; use the "seccompProfile" field instead',
  ],
  [
    'volumes',
    (spec) => {
      spec.volumes = [
        { name: 'a', gitRepo: { repository: 'r' } },
        {
          name: 'b',
          projected: {
            sources: [
              { serviceAccountToken: { path: 't' } },
              { configMap: { name: 'c', items: [{ key: 'k', path: 't/k' }] } },
              { downwardAPI: { items: [{ path: 'tt', fieldRef: { fieldPath: 'metadata.name' } }] } },
              { secret: { name: 's', items: [{ key: 'k', path: 'tt/' }] } },
              {},
            ],
          },
        },
        {
          name: 'c',
          configMap: {
            name: 'm',
            items: ['x/y', 'x', 'x/y/z', 'xx'].map((path) => ({ key: 'k', path })),
          },
        },
      ];
    },
    'spec.volumes[0].gitRepo: deprecated in v1.11, and disabled by default in v1.33+',
    'volume "b" (Projected) has no sources provided',
    'volume "b" (Projected): overlapping paths: "t/k" (ConfigMap "c") with "t" (ServiceAccountToken)',
    'volume "b" (Projected): overlapping paths: "tt" (Secret "s") with "tt" (DownwardAPI)',
    'volume "c" (ConfigMap "m"): overlapping paths: "x" with "x/y"',
    'volume "c" (ConfigMap "m"): overlapping paths: "x/y/z" with "x/y"',
    'volume "c" (ConfigMap "m"): overlapping paths: "x/y/z" with "x"',
  ],
  [
    'addresses not in their canonical form',
    (spec) => {
      spec.dnsConfig = { nameservers: ['10.0.0.1', '2001:DB8::1'] };
      spec.hostAliases = [{ ip: '2001:db8:0::2' }];
    },
    'spec.dnsConfig.nameservers[1]: IPv6 address "2001:DB8::1" should be in RFC 5952 canonical format ("2001:db8::1")',
    'spec.hostAliases[0].ip: IPv6 address "2001:db8:0::2" should be in RFC 5952 canonical format ("2001:db8::2")',
  ],
  [
    'things said twice, or half',
    (spec) => {
      spec.hostAliases = [{ ip: '10.0.0.1' }, { ip: '10.0.0.1' }];
      spec.imagePullSecrets = [{ name: 'a' }, { name: 'a' }, {}];
      app(spec).env = [
        { name: 'A', value: '1' },
        { name: 'A', value: '$(A)2' },
        { name: 'A', value: '3' },
      ];
      app(spec).resources = { limits: { memory: '100m' } };
      spec.terminationGracePeriodSeconds = -1;
    },
    'spec.hostAliases[1].ip: duplicate ip "10.0.0.1"',
    'spec.imagePullSecrets[1].name: duplicate name "a"',
    'spec.imagePullSecrets[2].name: invalid empty name ""',
    'spec.containers[0].resources.limits[memory]: fractional byte value "100m" is invalid, must be an integer',
    'spec.containers[0].env[2]: hides previous definition of "A", which may be dropped when using apply',
    'spec.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1',
  ],
  [
    'ports',
    (spec) => {
      app(spec).ports = [
        { containerPort: 80, protocol: 'TCP', hostIP: '10.0.0.1' },
        { containerPort: 80, protocol: 'TCP', hostPort: 80 },
        { containerPort: 80, protocol: 'TCP', hostPort: 80, hostIP: '10.0.0.2' },
      ];
      spec.containers!.push(
        { name: 'b', image: 'b:1', ports: [{ containerPort: 81, name: 'web' }] },
        { name: 'c', image: 'c:1', ports: [{ containerPort: 82, name: 'web' }] },
      );
    },
    'spec.containers[0].ports[0]: hostIP set without hostPort: {Name: HostPort:0 ContainerPort:80 Protocol:TCP HostIP:10.0.0.1}',
    'spec.containers[0].ports[1]: overlapping port definition with spec.containers[0].ports[0]',
    'spec.containers[0].ports[2]: overlapping port definition with spec.containers[0].ports[0]',
    'spec.containers[0].ports[2]: dangerously ambiguous port definition with spec.containers[0].ports[1]',
    'spec.containers[2].ports[0]: duplicate port name "web" with spec.containers[1].ports[0], services and probes that select ports by name will use spec.containers[1].ports[0]',
  ],
];

for (const [name, change, ...expected] of CASES) {
  test(name, () => assert.deepEqual(podWarnings(somePod(change)), expected));
}

test('templates are warned about at their own path, and about AppArmor annotations', () => {
  const metadata = { annotations: { 'container.apparmor.security.beta.kubernetes.io/app': 'unconfined' } };
  const { spec = {} } = somePod((bare) => {
    bare.nodeSelector = { 'beta.kubernetes.io/arch': 'arm64' };
  });
  assert.deepEqual(podTemplateWarnings({ metadata, spec }, path('template')), [
    'template.spec.nodeSelector[beta.kubernetes.io/arch]: deprecated since v1.14; use "kubernetes.io/arch" instead',
    'template.metadata.annotations[container.apparmor.security.beta.kubernetes.io/app]: deprecated since v1.30; use the "appArmorProfile" field instead',
  ]);
  assert.deepEqual(podTemplateWarnings(undefined, path('template')), []);
});

test('thousands of ports that all clash give few warnings', () => {
  const pod = somePod((spec) => {
    spec.containers![0]!.ports = Array.from({ length: 20_000 }, () => ({ containerPort: 80, protocol: 'TCP' }));
  });
  assert.equal(podWarnings(pod).length, 100);
});

test('thousands of files that all overlap give few warnings', () => {
  const items = Array.from({ length: 20_000 }, () => ({ key: 'k', path: 'p' }));
  const pod = somePod((spec) => {
    spec.volumes = [{ name: 'v', configMap: { name: 'c', items } }];
  });
  assert.equal(podWarnings(pod).length, 100);
});
