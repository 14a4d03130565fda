/** kubectl scale, set, rollout. */
import { after, describe, test } from 'node:test';
import { ControlPlane } from '../support/control-plane.ts';
import { outputOf, prints } from '../support/expect.ts';
import { deployment, service } from '../support/manifests.ts';

const plane = await ControlPlane.start();
after(plane.stop);

test('scale', async () => {
  const kubectl = await plane.namespace('scale');
  await prints(kubectl('create -f -', { input: deployment('web') }));
  await prints(kubectl('scale deployment web --replicas=4'), { stdout: 'deployment.apps/web scaled\n' });
  await prints(kubectl('scale deployment/web --current-replicas=4 --replicas=0'), {
    stdout: 'deployment.apps/web scaled\n',
  });
  await prints(kubectl("get deployment web -o jsonpath='{.spec.replicas}'"), { stdout: '0' });
  await prints(kubectl('scale deployment web --current-replicas=4 --replicas=1'), {
    code: 1,
    stderr: 'error: Expected replicas to be 4, was 0\n',
  });
  await prints(kubectl('scale deployment none --replicas=1'), {
    code: 1,
    stderr: 'Error from server (NotFound): deployments.apps "none" not found\n',
  });
});

const kubectl = await plane.namespace('set');

describe('set', { concurrency: true }, () => {
  const cases = [
    {
      command: 'set image deployment/NAME web=nginx:1.30',
      stdout: 'deployment.apps/NAME image updated\n',
      path: '{.spec.template.spec.containers[0].image}',
      found: 'nginx:1.30',
    },
    {
      command: 'set env deployment/NAME A=1 B=2',
      stdout: 'deployment.apps/NAME env updated\n',
      path: '{.spec.template.spec.containers[0].env}',
      found: '[{"name":"A","value":"1"},{"name":"B","value":"2"}]',
    },
    {
      command: 'set resources deployment NAME --limits=cpu=200m,memory=512Mi --requests=cpu=0.1',
      stdout: 'deployment.apps/NAME resource requirements updated\n',
      path: '{.spec.template.spec.containers[0].resources}',
      found: '{"limits":{"cpu":"200m","memory":"512Mi"},"requests":{"cpu":"100m"}}',
    },
    {
      command: 'set serviceaccount deployment NAME bot',
      stdout: 'deployment.apps/NAME serviceaccount updated\n',
      path: '{.spec.template.spec.serviceAccountName}',
      found: 'bot',
    },
  ];
  for (const [index, { command, stdout, path, found }] of cases.entries()) {
    test(command, async () => {
      const name = `web-${index}`;
      await prints(kubectl('create -f -', { input: deployment(name) }));
      await prints(kubectl(command.replace('NAME', name)), { stdout: stdout.replace('NAME', name) });
      await prints(kubectl(`get deployment ${name} -o jsonpath='${path} {.metadata.generation}'`), {
        stdout: `${found} 2`,
      });
    });
  }

  test('set selector', async () => {
    await prints(kubectl('create -f -', { input: service('web') }));
    await prints(kubectl('set selector service web app=other,tier=front'), {
      stdout: 'service/web selector updated\n',
    });
    await prints(kubectl("get service web -o jsonpath='{.spec.selector}'"), {
      stdout: '{"app":"other","tier":"front"}',
    });
  });

  test('set subject', async () => {
    await prints(kubectl('create rolebinding b --clusterrole=view --user=jane'));
    await prints(kubectl('set subject rolebinding b --group=dev --serviceaccount=set:bot'), {
      stdout: 'rolebinding.rbac.authorization.k8s.io/b subjects updated\n',
    });
    await prints(kubectl("get rolebinding b -o jsonpath='{.subjects[*].name}'"), { stdout: 'jane dev bot' });
  });
});

/** What a deployment's controller would have made. */
function revision(name: string, number: number) {
  const { spec } = deployment('web');
  const labels = { app: 'web', 'pod-template-hash': name };
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { name: `web-${name}`, labels, annotations: { 'deployment.kubernetes.io/revision': `${number}` } },
    spec: {
      replicas: 0,
      selector: { matchLabels: labels },
      template: { ...spec.template, metadata: { labels } },
    },
  };
}

describe('rollout', { concurrency: true }, () => {
  test('pause, resume, restart', async () => {
    const kubectl = await plane.namespace('pause');
    await prints(kubectl('create -f -', { input: deployment('web') }));
    await prints(kubectl('rollout pause deployment web'), { stdout: 'deployment.apps/web paused\n' });
    await prints(kubectl('rollout pause deployment web'), {
      code: 1,
      stderr: 'error: deployments.apps "web" is already paused\n',
    });
    await prints(kubectl('rollout resume deployment web'), { stdout: 'deployment.apps/web resumed\n' });
    await prints(kubectl('rollout restart deployment web'), { stdout: 'deployment.apps/web restarted\n' });
    await prints(kubectl("get deployment web -o jsonpath='{.spec.template.metadata.annotations}'"), {
      stdout: /^\{"kubectl.kubernetes.io\/restartedAt":"\d{4}-/,
    });
  });

  test('status', async () => {
    const kubectl = await plane.namespace('status');
    await prints(kubectl('create -f -', { input: deployment('web') }));
    await prints(kubectl('rollout status deployment web --watch=false'), {
      stdout: 'Waiting for deployment spec update to be observed...\n',
    });
    const rolling = plane.startKubectl('rollout status deployment web --namespace=status');
    await rolling.says(/spec update to be observed/);
    const report = (status: object) =>
      prints(kubectl(`patch deployment web --subresource=status -p '${JSON.stringify({ status })}'`));
    await report({ observedGeneration: 1, replicas: 2, updatedReplicas: 1 });
    await rolling.says(/Waiting for deployment "web" rollout to finish: 1 out of 2 new replicas have been updated/);
    await report({ updatedReplicas: 2, availableReplicas: 2, readyReplicas: 2 });
    await prints(rolling.ended(), { stdout: /\ndeployment "web" successfully rolled out\n$/ });
  });

  test('history', async () => {
    const kubectl = await plane.namespace('history');
    await prints(kubectl('create -f -', { input: deployment('web') }));
    const uid = await outputOf(kubectl("get deployment web -o jsonpath='{.metadata.uid}'"));
    const owner = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', uid, controller: true };
    for (const made of [revision('aaa', 1), revision('bbb', 2)]) {
      const input = { ...made, metadata: { ...made.metadata, ownerReferences: [owner] } };
      await prints(kubectl('create -f -', { input }));
    }
    await prints(kubectl('rollout history deployment web'), {
      stdout: 'deployment.apps/web \nREVISION  CHANGE-CAUSE\n1         <none>\n2         <none>\n\n',
    });
    await prints(kubectl('rollout history deployment web --revision=1'), {
      stdout:
        /^deployment.apps\/web with revision #1\nPod Template:\n {2}Labels:\tapp=web\n\tpod-template-hash=aaa\n {2}Containers:\n {3}web:\n {4}Image:\tnginx:1.29\n/,
    });
    await prints(kubectl('rollout undo deployment web --to-revision=1 --dry-run=server'), {
      stdout: /^deployment.apps\/web (rolled back|skipped rollback)/,
    });
  });
});
