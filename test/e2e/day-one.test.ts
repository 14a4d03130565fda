/** What a cluster has before anyone did anything, and that it comes back. */
import { after, describe, test } from 'node:test';
import { ControlPlane } from '../support/control-plane.ts';
import { eventually, prints } from '../support/expect.ts';
import { pod } from '../support/manifests.ts';

const plane = await ControlPlane.start();
after(plane.stop);
const { kubectl } = plane;

describe('day one', { concurrency: true }, () => {
  test('namespaces', () =>
    prints(kubectl('get namespaces default kube-node-lease kube-public kube-system'), {
      stdout: `NAME              STATUS   AGE
default           Active   now
kube-node-lease   Active   now
kube-public       Active   now
kube-system       Active   now
`,
    }));

  test('the service of the API itself', async () => {
    await prints(kubectl('get service kubernetes'), {
      stdout: `NAME         TYPE        CLUSTER-IP   EXTERNAL-IP   PORT(S)   AGE
kubernetes   ClusterIP   10.96.0.1    <none>        443/TCP   now
`,
    });
    const { port } = new URL(plane.url);
    await eventually(() =>
      prints(kubectl('get endpointslices -l kubernetes.io/service-name=kubernetes --no-headers'), {
        stdout: new RegExp(`^kubernetes +IPv4 +${port} +\\d+(\\.\\d+){3} +now\n$`),
      }),
    );
  });

  test('system priority classes', () =>
    prints(kubectl('get priorityclasses'), {
      stdout: `NAME                      VALUE        GLOBAL-DEFAULT   AGE   PREEMPTIONPOLICY
system-cluster-critical   2000000000   false            now   PreemptLowerPriority
system-node-critical      2000001000   false            now   PreemptLowerPriority
`,
    }));

  test('the root certificate, in every namespace', async () => {
    await prints(kubectl('create namespace trusting'), { stdout: 'namespace/trusting created\n' });
    for (const namespace of ['default', 'kube-system', 'trusting']) {
      await eventually(() =>
        prints(kubectl(`get configmap kube-root-ca.crt -n ${namespace} -o jsonpath='{.data.ca\\.crt}'`), {
          stdout: plane.credentials.ca,
        }),
      );
    }
  });

  test('it comes back when it is deleted', async () => {
    await prints(kubectl('create namespace forgetful'));
    const found = () => prints(kubectl('get configmap kube-root-ca.crt -n forgetful -o name'), { stdout: /./ });
    await eventually(found);
    await prints(kubectl('delete configmap kube-root-ca.crt -n forgetful'));
    await eventually(found);
  });

  test('system namespaces cannot be deleted', () =>
    prints(kubectl('delete namespace kube-system'), {
      code: 1,
      stderr:
        'Error from server (Forbidden): namespaces "kube-system" is forbidden: this namespace may not be deleted\n',
    }));

  test('default is where one is', async () => {
    await prints(kubectl('create -f -', { input: pod('here') }), { stdout: 'pod/here created\n' });
    await prints(kubectl('get pods here -n default -o name'), { stdout: 'pod/here\n' });
  });
});
