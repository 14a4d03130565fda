/** Limit ranges: what containers, pods and claims get and may not exceed. */
import { after, describe, test } from 'node:test';
import { ControlPlane } from '../support/control-plane.ts';
import { prints } from '../support/expect.ts';

const plane = await ControlPlane.start();
after(plane.stop);
const inTeam = await plane.namespace('team');

const LIMITS = [
  {
    type: 'Container',
    max: { cpu: '1' },
    min: { cpu: '50m' },
    default: { cpu: '500m' },
    defaultRequest: { cpu: '100m' },
  },
  { type: 'Pod', max: { cpu: '1500m' }, maxLimitRequestRatio: { cpu: '5' } },
  { type: 'PersistentVolumeClaim', min: { storage: '1Gi' }, max: { storage: '2Gi' } },
];
const limitRange = { apiVersion: 'v1', kind: 'LimitRange', metadata: { name: 'limits' }, spec: { limits: LIMITS } };
await prints(inTeam('create -f -', { input: limitRange }));

const container = (cpu: string | undefined, name = 'c') => ({
  name,
  image: 'i',
  ...(cpu && { resources: { requests: { cpu }, limits: { cpu } } }),
});
const pod = (name: string, ...containers: object[]) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name },
  spec: { containers },
});
const claim = (name: string, storage: string) => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage } } },
});
const refused = (what: string, why: string) => ({
  code: 1,
  stderr: `Error from server (Forbidden): error when creating "STDIN": ${what} is forbidden: ${why}\n`,
});

test('a container that asks for nothing gets the defaults, and the pod says so', async () => {
  await prints(inTeam('create -f -', { input: pod('modest', container(undefined)) }), {
    stdout: 'pod/modest created\n',
  });
  await prints(inTeam("get pod modest -o jsonpath='{.spec.containers[0].resources}'"), {
    stdout: '{"limits":{"cpu":"500m"},"requests":{"cpu":"100m"}}',
  });
  await prints(inTeam("get pod modest -o jsonpath='{.metadata.annotations}'"), {
    stdout:
      '{"kubernetes.io/limit-ranger":"LimitRanger plugin set: cpu request for container c; cpu limit for container c"}',
  });
});

describe('refused is', () => {
  const CASES: [what: string, input: object, of: string, why: string][] = [
    [
      'a container',
      pod('p', container('2')),
      'pods "p"',
      '[maximum cpu usage per Container is 1, but limit is 2, maximum cpu usage per Pod is 1500m, but limit is 2]',
    ],
    [
      'a small one',
      pod('p', container('10m')),
      'pods "p"',
      'minimum cpu usage per Container is 50m, but request is 10m',
    ],
    [
      'a pod',
      pod('p', container('1'), container('1', 'd')),
      'pods "p"',
      'maximum cpu usage per Pod is 1500m, but limit is 2',
    ],
    [
      'a claim',
      claim('c', '3Gi'),
      'persistentvolumeclaims "c"',
      'maximum storage usage per PersistentVolumeClaim is 2Gi, but request is 3Gi',
    ],
    [
      'a small one of them',
      claim('c', '1Mi'),
      'persistentvolumeclaims "c"',
      'minimum storage usage per PersistentVolumeClaim is 1Gi, but request is 1Mi',
    ],
  ];
  for (const [what, input, of, why] of CASES) {
    test(what, () => prints(inTeam('create -f -', { input }), refused(of, why)));
  }

  test('a running pod that is to become too large', async () => {
    await prints(inTeam('create -f -', { input: pod('grows', container('500m')) }));
    const patch = { spec: { containers: [{ name: 'c', resources: container('2').resources }] } };
    await prints(inTeam(`patch pod grows --subresource=resize -p '${JSON.stringify(patch)}'`), {
      code: 1,
      stderr:
        /^Error from server \(Forbidden\): pods "grows" is forbidden: \[maximum cpu usage per Container is 1, but limit is 2, /,
    });
    const less = { spec: { containers: [{ name: 'c', resources: container('750m').resources }] } };
    await prints(inTeam(`patch pod grows --subresource=resize -p '${JSON.stringify(less)}'`), {
      stdout: 'pod/grows patched\n',
    });
  });
});
