/** Addresses that services take, and who may own what: closed until somebody is granted to. */
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { ControlPlane } from '../support/control-plane.ts';
import { eventually, prints } from '../support/expect.ts';

const plane = await ControlPlane.start({
  flags: ['--enable-admission-plugins', 'OwnerReferencesPermissionEnforcement'],
});
after(plane.stop);
const { kubectl } = plane;
const inTeam = await plane.namespace('team');
const inOther = await plane.namespace('other');
await eventually(() => prints(inOther('get serviceaccount default -o name')));
await prints(inTeam('create rolebinding ann --clusterrole=admin --user=ann'));
// What administrators of namespaces had before CVE-2021-25740, and what load balancers write.
const verbs = '--verb=get,create,update,patch';
await prints(
  inTeam(`create role writer ${verbs} --resource=endpoints,services/status,endpointslices.discovery.k8s.io`),
);
await prints(inTeam('create rolebinding writer --role=writer --user=ann'));
const asAnn = (command: string, input?: object) => inTeam(`--as=ann ${command}`, input && { input });

const refused = (what: string, why: string) => ({
  code: 1,
  stderr: `Error from server (Forbidden): ${what} is forbidden: ${why}\n`,
});
const whileCreating = (what: string, why: string) => ({
  code: 1,
  stderr: `Error from server (Forbidden): error when creating "STDIN": ${what} is forbidden: ${why}\n`,
});

async function grant(name: string, resource: string): Promise<void> {
  const [plural = '', ...group] = resource.split('.');
  const rules = [{ apiGroups: [group.join('.')], resources: [`${plural}/${name}`], verbs: ['use'] }];
  const role = {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    metadata: { name: `${plural}-${name}` },
    rules,
  };
  await prints(inTeam('create -f -', { input: role }));
  await prints(inTeam(`create rolebinding ${plural}-${name} --role=${plural}-${name} --user=ann`));
}

const service = (name: string, spec: object) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name },
  spec: { ports: [{ port: 80 }], ...spec },
});

describe('CVE-2020-8554', () => {
  const WARNING = 'Warning: spec.externalIPs is deprecated and may no longer be implemented in some clusters\n';

  test('external addresses of a service', async () => {
    const web = service('web', { externalIPs: ['192.0.2.1'] });
    const why = 'Use of external IPs is denied by admission control';
    const warned = ({ code, stderr }: ReturnType<typeof refused>) => ({ code, stderr: WARNING + stderr });
    await prints(asAnn('create -f -', web), warned(whileCreating('services "web"', why)));
    await prints(asAnn('create -f -', service('plain', {})), { stdout: 'service/plain created\n' });
    const patch = `patch service plain -p '{"spec":{"externalIPs":["192.0.2.1"]}}'`;
    await prints(asAnn(patch), warned(refused('services "plain"', why)));
    await grant('externalips', 'services');
    await prints(asAnn(patch), { stdout: 'service/plain patched\n', stderr: WARNING });
  });

  test('the addresses of a load balancer', async () => {
    await prints(asAnn('create -f -', service('balanced', { type: 'LoadBalancer' })), { stdout: /created/ });
    const patch = `patch service balanced --subresource=status -p '{"status":{"loadBalancer":{"ingress":[{"ip":"192.0.2.1"}]}}}'`;
    const why =
      'new addresses of a load balancer are denied by admission control; to allow it, grant the verb "use" on "services/loadbalanceringress"';
    await prints(asAnn(patch), refused('services "balanced"', why));
    const headers = {
      'content-type': 'application/merge-patch+json',
      'impersonate-user': 'system:serviceaccount:kube-system:service-controller',
    };
    const body = { status: { loadBalancer: { ingress: [{ ip: '192.0.2.1' }] } } };
    const path = '/api/v1/namespaces/team/services/balanced/status';
    const { status, text } = await plane.ask(path, { method: 'PATCH', headers, body });
    assert.equal(status, 200, text);
  });
});

describe('CVE-2021-25740, CVE-2021-25737', () => {
  const slice = (name: string, address: string) => ({
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name },
    addressType: 'IPv4',
    endpoints: [{ addresses: [address] }],
  });
  const SLICE = 'endpointslices.discovery.k8s.io "s"';

  test('endpoints that are pods of another namespace', async () => {
    await prints(inOther('run victim --image=i'), { stdout: 'pod/victim created\n' });
    const status = JSON.stringify({ status: { podIP: '10.1.2.3', podIPs: [{ ip: '10.1.2.3' }] } });
    await prints(inOther(`patch pod victim --subresource=status -p '${status}'`), { stdout: 'pod/victim patched\n' });
    const why =
      'endpoints[0].addresses[0]: 10.1.2.3 is an address of pods, and of none in this namespace; to allow it, grant the verb "use" on "endpointslices/foreignaddresses"';
    await prints(asAnn('create -f -', slice('s', '10.1.2.3')), whileCreating(SLICE, why));
    await prints(asAnn('create -f -', slice('outside', '192.0.2.9')), { stdout: /created/ });
    await prints(inOther('create -f -', { input: slice('own', '10.1.2.3') }), { stdout: /created/ });
    await grant('foreignaddresses', 'endpointslices.discovery.k8s.io');
    await prints(asAnn('create -f -', slice('s', '10.1.2.3')), { stdout: /created/ });
  });

  for (const [address, range] of [
    ['127.0.0.1', 'loopback range'],
    ['169.254.169.254', 'link-local range'],
    ['224.0.0.1', 'link-local multicast range'],
  ] as const) {
    test(`endpoints at ${address}, whoever asks`, () =>
      prints(inTeam('create -f -', { input: slice('s2', address) }), {
        code: 1,
        stderr: new RegExp(
          `endpoints\\[0\\]\\.addresses\\[0\\]: Invalid value: "${address}": may not be in the ${range}`,
        ),
      }));
  }
});

test('owners are set by those who may delete what is owned', async () => {
  await prints(kubectl('create serviceaccount bob -n team'));
  await prints(inTeam('create role maker --verb=create,get,patch --resource=configmaps'));
  await prints(inTeam('create rolebinding maker --role=maker --serviceaccount=team:bob'));
  const ownerReferences = [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'o', uid: 'u' }];
  const owned = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'owned', ownerReferences } };
  await prints(
    inTeam('--as=system:serviceaccount:team:bob create -f -', { input: owned }),
    whileCreating('configmaps "owned"', "cannot set an ownerRef on a resource you can't delete: , <nil>"),
  );
});
