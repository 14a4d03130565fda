/** What concerns nodes: taint, cordon, drain; and what would need one: exec, attach, logs, port-forward, cp. */
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { ControlPlane } from '../support/control-plane.ts';
import { prints } from '../support/expect.ts';
import { pod } from '../support/manifests.ts';

const plane = await ControlPlane.start();
after(plane.stop);
const { kubectl } = plane;

const connect = await plane.namespace('connect');
await prints(connect('create -f -', { input: pod('p', { nodeName: 'far' }) }));
const running = {
  phase: 'Running',
  containerStatuses: [{ name: 'web', ready: true, state: { running: {} }, image: 'i', imageID: 'i', restartCount: 0 }],
};
await prints(connect(`patch pod p --subresource=status -p '${JSON.stringify({ status: running })}'`));

async function addNode(name: string): Promise<void> {
  await prints(kubectl('create -f -', { input: { apiVersion: 'v1', kind: 'Node', metadata: { name } } }), {
    stdout: `node/${name} created\n`,
  });
}

describe('nodes', { concurrency: true }, () => {
  test('get', async () => {
    await addNode('seen');
    const ready = {
      capacity: { cpu: '1' },
      conditions: [{ type: 'Ready', status: 'True' }],
      nodeInfo: { kubeletVersion: 'v1.36.0' },
    };
    await prints(kubectl(`patch node seen --subresource=status -p '${JSON.stringify({ status: ready })}'`));
    await prints(kubectl('label node seen node-role.kubernetes.io/worker='), { stdout: 'node/seen labeled\n' });
    await prints(kubectl('get node seen'), {
      stdout: 'NAME   STATUS   ROLES    AGE   VERSION\nseen   Ready    worker   now   v1.36.0\n',
    });
  });

  test('taint', async () => {
    await addNode('tainted');
    await prints(kubectl('taint node tainted gpu=yes:NoSchedule'), { stdout: 'node/tainted tainted\n' });
    await prints(kubectl('taint node tainted gpu=no:NoSchedule'), {
      code: 1,
      stderr: 'error: node tainted already has gpu taint(s) with same effect(s) and --overwrite is false\n',
    });
    await prints(kubectl('taint node tainted gpu=no:NoSchedule --overwrite'), { stdout: 'node/tainted modified\n' });
    await prints(kubectl('get node tainted -o jsonpath=\'{.spec.taints[?(@.key=="gpu")].value}\''), { stdout: 'no' });
    await prints(kubectl('taint node tainted gpu-'), { stdout: 'node/tainted untainted\n' });
  });

  test('cordon and uncordon', async () => {
    await addNode('cordoned');
    await prints(kubectl('cordon cordoned'), { stdout: 'node/cordoned cordoned\n' });
    await prints(kubectl('cordon cordoned'), { stdout: 'node/cordoned already cordoned\n' });
    await prints(kubectl('get node cordoned --no-headers'), {
      stdout: /^cordoned +(Unknown|NotReady),SchedulingDisabled +<none> /,
    });
    await prints(
      kubectl(
        'get nodes --field-selector spec.unschedulable=true,metadata.name!=drained,metadata.name!=budgeted -o name',
      ),
      {
        stdout: 'node/cordoned\n',
      },
    );
    await prints(kubectl('uncordon cordoned'), { stdout: 'node/cordoned uncordoned\n' });
  });

  test('drain evicts what may go, and waits for the rest', async () => {
    const inside = await plane.namespace('drained');
    await addNode('drained');
    const onNode = { nodeName: 'drained', terminationGracePeriodSeconds: 0 };
    await prints(inside('create -f -', { input: pod('free', onNode) }));
    await prints(kubectl('drain drained'), {
      code: 1,
      stdout: 'node/drained cordoned\n',
      stderr: /cannot delete Pods that declare no controller \(use --force to override\): drained\/free\n/,
    });
    await prints(kubectl('drain drained --force'), {
      stdout: 'node/drained already cordoned\nevicting pod drained/free\npod/free evicted\nnode/drained drained\n',
      stderr: /^Warning: deleting Pods that declare no controller: drained\/free\n$/,
    });
  });

  test('drain heeds disruption budgets', async () => {
    const inside = await plane.namespace('budgeted');
    await addNode('budgeted');
    const running = { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] };
    const start = async (name: string, nodeName: string) => {
      await prints(inside('create -f -', { input: pod(name, { nodeName, terminationGracePeriodSeconds: 0 }) }));
      await prints(inside(`patch pod ${name} --subresource=status -p '${JSON.stringify({ status: running })}'`));
    };
    const allows = (disruptions: number) =>
      prints(inside(`wait pdb/keep --for=jsonpath={.status.disruptionsAllowed}=${disruptions} --timeout=10s`));
    await start('kept', 'budgeted');
    await prints(inside('create pdb keep --selector=app --min-available=1'));
    await allows(0);
    await prints(kubectl('drain budgeted --force --timeout=2s'), {
      code: 1,
      stderr: /Cannot evict pod as it would violate the pod's disruption budget/,
    });
    await prints(inside('get pod kept -o name'), { stdout: 'pod/kept\n' });
    await start('other', 'elsewhere');
    await allows(1);
    await prints(kubectl('drain budgeted --force --timeout=10s'), {
      stdout: /^node\/budgeted drained$/m,
      stderr: 'Warning: deleting Pods that declare no controller: budgeted/kept\n',
    });
    await prints(inside('get pods -o name'), { stdout: 'pod/other\n' });
  });
});

const unreachable = (what: string) =>
  `${what} needs a connection to a node, and this control plane has no way to reach nodes: no node proxy is configured\n`;

describe('what needs a node', { concurrency: true }, () => {
  const cases = [
    { command: 'logs p', stderr: `Error from server (ServiceUnavailable): ${unreachable('pods/log')}` },
    { command: 'exec p -- date', stderr: `error: unable to upgrade connection: ${unreachable('pods/exec')}` },
    { command: 'cp p:/etc/hosts hosts', stderr: `error: unable to upgrade connection: ${unreachable('pods/exec')}` },
    {
      command: 'port-forward pod/p :80',
      stderr: `error: error upgrading connection: unable to upgrade connection: ${unreachable('pods/portforward')}`,
    },
  ];
  for (const { command, stderr } of cases) {
    test(command, () => prints(connect(command), { code: 1, stderr }));
  }

  test('attach p', async () => {
    const { code, stderr } = await connect('attach p');
    assert.equal(code, 1);
    assert.ok(stderr.endsWith(`error: unable to upgrade connection: ${unreachable('pods/attach')}`), stderr);
  });

  test('the answer is a Status that says so', async () => {
    for (const subresource of ['log', 'exec', 'attach', 'portforward', 'proxy']) {
      const { status, text } = await plane.ask(`/api/v1/namespaces/connect/pods/p/${subresource}`);
      const { kind, reason, message, code } = JSON.parse(text);
      assert.deepEqual([status, kind, reason, code], [503, 'Status', 'ServiceUnavailable', 503]);
      assert.equal(`${message}\n`, unreachable(`pods/${subresource}`));
    }
  });

  test('an ephemeral container needs none to be asked for', async () => {
    // Not the pod of the others: kubectl tells which of its containers it takes as soon as there are two.
    await prints(connect('create -f -', { input: pod('debugged') }));
    await prints(connect('debug debugged --image=busybox --container=peek --attach=false'));
    await prints(connect("get pod debugged -o jsonpath='{.spec.ephemeralContainers[*].name}'"), { stdout: 'peek' });
  });
});
