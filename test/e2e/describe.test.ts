/** kubectl describe. */
import { after, describe, test } from 'node:test';
import { ControlPlane } from '../support/control-plane.ts';
import { prints } from '../support/expect.ts';
import { configMap, deployment, pod, service } from '../support/manifests.ts';

const plane = await ControlPlane.start();
after(plane.stop);
const kubectl = await plane.namespace('described');

const node = {
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: 'n1', labels: { 'node-role.kubernetes.io/worker': '' } },
  spec: { taints: [{ key: 'gpu', value: 'yes', effect: 'NoSchedule' }] },
  status: { capacity: { cpu: '4', memory: '8Gi', pods: '110' } },
};
const claim = {
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name: 'data' },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
};
const objects = [
  pod('web', { nodeName: 'n1', volumes: [{ name: 'v', configMap: { name: 'settings' } }] }),
  deployment('web'),
  service('web', { type: 'NodePort', ports: [{ name: 'http', port: 80, targetPort: 8080, nodePort: 30099 }] }),
  node,
  { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'key' }, stringData: { token: '12345' } },
  configMap('settings', { mode: 'fast' }),
  claim,
  { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'small' }, spec: { hard: { pods: '5' } } },
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'closed' },
    spec: {
      podSelector: { matchLabels: { app: 'web' } },
      ingress: [{ from: [{ podSelector: {} }], ports: [{ port: 80 }] }],
    },
  },
];
await Promise.all(objects.map((input) => prints(kubectl('create -f -', { input }))));
await Promise.all([
  prints(kubectl('create role reader --verb=get --resource=pods')),
  prints(kubectl('create ingress web --rule=example.com/*=web:80')),
  prints(kubectl("create cronjob tick --image=busybox --schedule='@daily'")),
  prints(kubectl('create job once --image=busybox')),
  prints(kubectl('create serviceaccount bot')),
  prints(kubectl('autoscale deployment web --max=5 --cpu=80%')),
]);

const EXPECTED: Readonly<Record<string, RegExp>> = {
  'pod web':
    /^Name: +web\nNamespace: +described\n(?:Priority: +0\n)?(?:Service Account: +default\n)?Node: +n1\/\nLabels: +app=web\nAnnotations: +<none>\nStatus: +Pending\nIP: +\nIPs: +<none>\nContainers:\n {2}web:\n {4}Image: {8}nginx:1.29\n {4}Port: {9}80\/TCP\n {4}Host Port: {4}0\/TCP\n(.*\n)*QoS Class: +BestEffort\nNode-Selectors: +<none>\nTolerations: /,
  'deployment web':
    /^Name: {19}web\nNamespace: {14}described\nCreationTimestamp: {6}.*\nLabels: {17}app=web\nAnnotations: {12}<none>\nSelector: {15}app=web\nReplicas: {15}2 desired \| 0 updated \| 0 total \| 0 available \| 0 unavailable\nStrategyType: {11}RollingUpdate\nMinReadySeconds: {8}0\nRollingUpdateStrategy: {2}25% max unavailable, 25% max surge\nPod Template:\n/,
  'service web':
    /^Name: {21}web\nNamespace: {16}described\nLabels: {19}app=web\nAnnotations: {14}<none>\nSelector: {17}app=web\nType: {21}NodePort\nIP Family Policy: {9}SingleStack\nIP Families: {14}IPv4\nIP: {23}10\..*\nIPs: {22}10\..*\nPort: {21}http {2}80\/TCP\nTargetPort: {15}8080\/TCP\nNodePort: {17}http {2}30099\/TCP\nEndpoints: .*\nSession Affinity: {9}None\nExternal Traffic Policy: {2}Cluster\nInternal Traffic Policy: {2}Cluster\nEvents: {19}<none>\n$/,
  'node n1':
    /^Name: {15}n1\nRoles: {14}worker\nLabels: {13}node-role.kubernetes.io\/worker=\nAnnotations: {8}<none>\nCreationTimestamp: {2}.*\nTaints: {13}gpu=yes:NoSchedule\n *node.kubernetes.io\/not-ready:NoSchedule\nUnschedulable: {6}false\n(.*\n)*Non-terminated Pods: {10}\(1 in total\)\n(.*\n)* {2}described {19}web /,
  'namespace described':
    /^Name: {9}described\nLabels: {7}kubernetes.io\/metadata.name=described\nAnnotations: {2}<none>\nStatus: {7}Active\n\nResource Quotas\n {2}Name: {5}small\n(.*\n)*No LimitRange resource.\n$/,
  'secret key':
    /^Name: {9}key\nNamespace: {4}described\nLabels: {7}<none>\nAnnotations: {2}<none>\n\nType: {2}Opaque\n\nData\n====\ntoken: {2}5 bytes\n$/,
  'configmap settings':
    /^Name: {9}settings\nNamespace: {4}described\nLabels: {7}<none>\nAnnotations: {2}<none>\n\nData\n====\nmode:\n----\nfast\n\n\nBinaryData\n====\n\nEvents: {2}<none>\n$/,
  'pvc data':
    /^Name: {10}data\nNamespace: {5}described\nStorageClass: {2}\nStatus: {8}Pending\nVolume: {8}\nLabels: {8}<none>\nAnnotations: {3}<none>\nFinalizers: {4}\[.*\]\nCapacity: {6}\nAccess Modes: {2}\nVolumeMode: {4}Filesystem\n/,
  'quota small':
    /^Name: {7}small\nNamespace: {2}described\nResource {4}Used {2}Hard\n-{8} {4}-{4} {2}-{4}\n(pods {8}\d+ {5}5\n)?$/,
  'networkpolicy closed':
    /^Name: {9}closed\nNamespace: {4}described\n(.*\n)*Spec:\n {2}PodSelector: {5}app=web\n {2}Allowing ingress traffic:\n {4}To Port: 80\/TCP\n {4}From:\n {6}PodSelector: <none>\n {2}Not affecting egress traffic\n {2}Policy Types: Ingress\n$/,
  'role reader':
    /^Name: {9}reader\nLabels: {7}<none>\nAnnotations: {2}<none>\nPolicyRule:\n {2}Resources {2}Non-Resource URLs {2}Resource Names {2}Verbs\n {2}-{9} {2}-{17} {2}-{14} {2}-{5}\n {2}pods {7}\[\] {17}\[\] {14}\[get\]\n$/,
  'ingress web':
    /^Name: {13}web\nLabels: {11}<none>\nNamespace: {8}described\nAddress: {10}\nIngress Class: {4}<none>\nDefault backend: {2}<default>\nRules:\n {2}Host {9}Path {2}Backends\n {2}-{4} {9}-{4} {2}-{8}\n {2}example.com {2}\n {15}\/ {3}web:80 \(.*\)\nAnnotations: {3}<none>\nEvents: {8}<none>\n$/,
  'cronjob tick':
    /^Name: {26}tick\nNamespace: {21}described\nLabels: {24}<none>\nAnnotations: {19}<none>\nSchedule: {22}@daily\nConcurrency Policy: {12}Allow\nSuspend: {23}False\n/,
  'job once':
    /^Name: {13}once\nNamespace: {8}described\nSelector: {9}batch.kubernetes.io\/controller-uid=[0-9a-f-]+\nLabels: {11}(.*\n)*Parallelism: {6}1\nCompletions: {6}1\nCompletion Mode: {2}NonIndexed\nSuspend: {10}false\nBackoff Limit: {4}6\n/,
  'serviceaccount bot':
    /^Name: {16}bot\nNamespace: {11}described\nLabels: {14}<none>\nAnnotations: {9}<none>\nImage pull secrets: {2}<none>\nEvents: {14}<none>\n$/,
  'hpa web':
    /^Name: +web\nNamespace: +described\n(.*\n)*Reference: +Deployment\/web\n(.*\n)*Min replicas: +1\nMax replicas: +5\n/,
};

describe('describe', { concurrency: true }, () => {
  for (const [what, stdout] of Object.entries(EXPECTED)) {
    test(what, () => prints(kubectl(`describe ${what}`), { stdout }));
  }

  test('by label', () =>
    prints(kubectl('describe pods,services -l app=web'), { stdout: /^Name: +web\n(.*\n)*\n\nName: {21}web\n/ }));

  test('what there is not', () =>
    prints(kubectl('describe pod none'), { code: 1, stderr: 'Error from server (NotFound): pods "none" not found\n' }));

  for (const kind of [
    'clusterroles',
    'persistentvolumes',
    'storageclasses',
    'leases',
    'priorityclasses',
    'csr',
    'pdb',
  ]) {
    test(`every kind: ${kind}`, () => prints(kubectl(`describe ${kind}`), { stderr: /^$|^No resources found/ }));
  }
});
