/** kubectl wait, and events. */
import { after, describe, test } from 'node:test';
import { ControlPlane } from '../support/control-plane.ts';
import { outputOf, prints } from '../support/expect.ts';
import { configMap, pod } from '../support/manifests.ts';

const plane = await ControlPlane.start();
after(plane.stop);

const ready = JSON.stringify({ status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] } });

describe('wait', { concurrency: true }, () => {
  test('for a condition', async () => {
    const kubectl = await plane.namespace('condition');
    await prints(kubectl('create -f -', { input: pod('p') }));
    await prints(kubectl('wait pod/p --for=condition=Ready --timeout=100ms'), {
      code: 1,
      stderr: 'error: timed out waiting for the condition on pods/p\n',
    });
    const waiting = plane.startKubectl('wait pod/p --for=condition=Ready --namespace=condition');
    await prints(kubectl(`patch pod p --subresource=status -p '${ready}'`));
    await prints(waiting.ended(), { stdout: 'pod/p condition met\n' });
    await prints(kubectl('wait pod/p --for=condition=Ready'), { stdout: 'pod/p condition met\n' });
  });

  test('for a value', async () => {
    const kubectl = await plane.namespace('value');
    await prints(kubectl('create -f -', { input: configMap('c', { step: '1' }) }));
    const waiting = plane.startKubectl("wait cm/c --for=jsonpath='{.data.step}'=2 --namespace=value");
    await prints(kubectl('patch cm c --type=merge -p \'{"data":{"step":"2"}}\''));
    await prints(waiting.ended(), { stdout: 'configmap/c condition met\n' });
  });

  test('for the end', async () => {
    const kubectl = await plane.namespace('end');
    await prints(kubectl('create -f -', { input: configMap('c', {}) }));
    const waiting = plane.startKubectl('wait cm/c --for=delete --namespace=end');
    await prints(kubectl('delete cm c'));
    // It says nothing where it comes too late.
    await prints(waiting.ended(), { stdout: /^(configmap\/c condition met\n)?$/ });
    await prints(kubectl('wait cm/c --for=delete'), { stdout: '' });
  });

  test('for the beginning', async () => {
    const kubectl = await plane.namespace('beginning');
    const waiting = plane.startKubectl('wait cm/c --for=create --namespace=beginning');
    await prints(kubectl('create -f -', { input: configMap('c', {}) }));
    await prints(waiting.ended(), { stdout: 'configmap/c condition met\n' });
  });
});

test('events', async () => {
  const kubectl = await plane.namespace('events');
  await prints(kubectl('create -f -', { input: pod('p') }));
  await prints(kubectl('events'), { stderr: 'No events found in events namespace.\n' });
  const uid = await outputOf(kubectl("get pod p -o jsonpath='{.metadata.uid}'"));
  const now = new Date().toISOString().replace(/\.\d+Z/, 'Z');
  const input = {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: 'p.1' },
    involvedObject: { apiVersion: 'v1', kind: 'Pod', name: 'p', namespace: 'events', uid },
    reason: 'Pulled',
    message: 'Image is there',
    type: 'Warning',
    firstTimestamp: now,
    lastTimestamp: now,
    count: 3,
    source: { component: 'kubelet' },
  };
  await prints(kubectl('create -f -', { input }), { stdout: 'event/p.1 created\n' });
  await prints(kubectl('events --for=pod/p --types=Warning'), {
    stdout:
      /^LAST SEEN +TYPE +REASON +OBJECT +MESSAGE\nnow \(x3 over now +Warning +Pulled +Pod\/p +Image is there\n$|^LAST SEEN .*\n.*Warning +Pulled +Pod\/p +Image is there\n$/,
  });
  await prints(kubectl('get events'), {
    stdout: 'LAST SEEN   TYPE      REASON   OBJECT   MESSAGE\nnow         Warning   Pulled   pod/p    Image is there\n',
  });
  await prints(kubectl('get events --field-selector involvedObject.name=p,type=Warning -o name'), {
    stdout: 'event/p.1\n',
  });
  await prints(kubectl("get events.events.k8s.io p.1 -o jsonpath='{.regarding.name} {.note} {.deprecatedCount}'"), {
    stdout: 'p Image is there 3',
  });
  await prints(kubectl('describe pod p'), {
    stdout:
      /\nEvents:\n {2}Type +Reason +Age +From +Message\n {2}-+ .*\n {2}Warning +Pulled +now \(x3 over now +kubelet +Image is there\n$|Warning +Pulled .* kubelet +Image is there\n$/,
  });
});
