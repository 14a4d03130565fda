import { hostNamespaces } from './host-namespaces.ts';
import { hostPathVolumes } from './host-path-volumes.ts';
import { hostPorts } from './host-ports.ts';
import { hostProbesAndHostLifecycle } from './host-probes.ts';
import { containers, testCheck } from './testing.ts';

testCheck(hostNamespaces, [
  ['none', {}, undefined],
  ['said to be none', { hostNetwork: false, hostIPC: false, hostPID: false }, undefined],
  ['one', { hostPID: true }, 'host namespaces (hostPID=true)'],
  [
    'all',
    { hostIPC: true, hostPID: true, hostNetwork: true },
    'host namespaces (hostNetwork=true, hostPID=true, hostIPC=true)',
  ],
]);

testCheck(hostPathVolumes, [
  ['none', { volumes: [{ name: 'a', emptyDir: {} }, { name: 'b' }] }, undefined],
  ['one', { volumes: [{ name: 'a', hostPath: { path: '/' } }] }, 'hostPath volumes (volume "a")'],
  [
    'two',
    {
      volumes: [
        { name: 'a', hostPath: {} },
        { name: 'b', hostPath: {} },
      ],
    },
    'hostPath volumes (volumes "a", "b")',
  ],
]);

testCheck(hostPorts, [
  ['none', containers({ ports: [{ containerPort: 80 }, { hostPort: 0 }] }), undefined],
  ['one', containers({ ports: [{ hostPort: 80 }] }), 'hostPort (container "a" uses hostPort 80)'],
  [
    'several, in the order of their digits',
    containers({ ports: [{ hostPort: 80 }, { hostPort: 9 }] }, {}, { ports: [{ hostPort: 80 }, { hostPort: 443 }] }),
    'hostPort (containers "a", "c" use hostPorts 443, 80, 9)',
  ],
]);

const http = (host?: string) => ({ httpGet: { host, port: 80 } });
const tcp = (host?: string) => ({ tcpSocket: { host, port: 80 } });
const NAMED = 'probe or lifecycle host';

testCheck(hostProbesAndHostLifecycle, [
  ['none', containers({ livenessProbe: http(), readinessProbe: tcp(''), startupProbe: { exec: {} } }), undefined],
  [
    'one',
    containers({ startupProbe: tcp('10.0.0.1') }),
    `${NAMED} (container "a" uses probe or lifecycle host "10.0.0.1")`,
  ],
  [
    'everywhere',
    containers(
      { livenessProbe: http('e'), readinessProbe: http('d') },
      { lifecycle: { postStart: http('c'), preStop: tcp('b') } },
      { lifecycle: { preStop: http('e') } },
    ),
    `${NAMED} (containers "a", "b", "c" use probe or lifecycle hosts "b", "c", "d", "e")`,
  ],
  ['one', containers({ startupProbe: tcp('10.0.0.1') }), undefined, 33],
]);
