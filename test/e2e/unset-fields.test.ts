/** What nobody set, as kubectl sees it: its own Go types, which are kube-apiserver's, tell what is to be shown. */
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { ControlPlane } from '../support/control-plane.ts';
import { outputOf, prints } from '../support/expect.ts';

const plane = await ControlPlane.start();
after(plane.stop);
const kubectl = await plane.namespace('shown');
const rbac = { apiVersion: 'rbac.authorization.k8s.io/v1' };
const bare = [
  { ...rbac, kind: 'Role', metadata: { name: 'bare' } },
  { ...rbac, kind: 'ClusterRole', metadata: { name: 'bare' } },
  { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', metadata: { name: 'bare' }, addressType: 'IPv4' },
  {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: 'bare' },
    involvedObject: { kind: 'Pod', name: 'p', namespace: 'shown' },
  },
];
for (const input of bare) await prints(kubectl('create -f -', { input }));

describe('what kubectl get prints', { concurrency: true }, () => {
  const cases: readonly (readonly [what: string, ends: RegExp])[] = [
    ['role bare', /\nrules: null\n$/],
    ['clusterrole bare', /\nrules: null\n$/],
    ['endpointslice bare', /^addressType: IPv4\napiVersion: \S+\nendpoints: null\nkind: (.*\n)+ports: null\n$/],
    [
      'event bare',
      /^apiVersion: v1\neventTime: null\nfirstTimestamp: null\n(.*\n)+lastTimestamp: null\n(.*\n)+reportingComponent: ""\nreportingInstance: ""\nsource: \{\}\n$/,
    ],
    [
      'event.v1.events.k8s.io bare',
      /\ndeprecatedFirstTimestamp: null\ndeprecatedLastTimestamp: null\ndeprecatedSource: \{\}\neventTime: null\n/,
    ],
  ];
  for (const [what, stdout] of cases) test(what, () => prints(kubectl(`get ${what} -o yaml`), { stdout }));
});

/** What is in the one and not in the other, null or not. */
function missing(wanted: unknown, found: unknown, path: string): string[] {
  if (typeof wanted !== 'object' || wanted === null) return [];
  const there = (found ?? {}) as Record<string, unknown>;
  return Object.entries(wanted).flatMap(([key, value]) =>
    Object.hasOwn(there, key) ? missing(value, there[key], `${path}.${key}`) : [`${path}.${key}`],
  );
}

describe('what kubectl encodes of its own types is there', { concurrency: true }, () => {
  const generators = [
    'create clusterrole made --verb=get --resource=pods',
    'create clusterrole gathered --aggregation-rule=a=b',
    'create clusterrolebinding made --clusterrole=made --user=jane',
    'create configmap made',
    'create cronjob made --image=i --schedule=@daily',
    'create deployment made --image=i --port=80',
    'create ingress made --rule=example.com/*=web:80',
    'create job made --image=i',
    'create namespace made',
    'create poddisruptionbudget made --selector=a=b --min-available=1',
    'create priorityclass made',
    'create quota made',
    'create role made --verb=get --resource=pods',
    'create rolebinding made --role=made --user=jane',
    'create secret generic made',
    'create service nodeport made --tcp=80',
    'create service externalname outside --external-name=example.com',
    'create serviceaccount made',
    'run made --image=i --port=80 --env=A=b',
  ];
  for (const generator of generators) {
    test(generator, async () => {
      const encoded = JSON.parse(await outputOf(kubectl(`${generator} --dry-run=client -o json`)));
      const served = JSON.parse(await outputOf(kubectl(`${generator} -o json`)));
      assert.deepEqual(missing(encoded, served, encoded.kind), []);
    });
  }
});

describe('nulls are nothing new', { concurrency: true }, () => {
  const versionOf = (what: string) => outputOf(kubectl(`get ${what} -o jsonpath={.metadata.resourceVersion}`));
  const commands = [
    'replace -f -',
    'apply --server-side --dry-run=server -f -',
    `patch role bare --type=merge -p '{"rules":null}'`,
    `patch role bare --type=json -p '[{"op":"test","path":"/rules","value":null}]'`,
  ];
  for (const command of commands) {
    test(command, async () => {
      const before = await versionOf('role bare');
      const input = await outputOf(kubectl('get role bare -o json'));
      await prints(kubectl(command, { input }));
      assert.equal(await versionOf('role bare'), before);
    });
  }

  test('apply and diff', async () => {
    const input = { ...rbac, kind: 'Role', metadata: { name: 'applied' } };
    await prints(kubectl('apply -f -', { input }), { stdout: 'role.rbac.authorization.k8s.io/applied created\n' });
    await prints(kubectl('apply -f -', { input }), { stdout: 'role.rbac.authorization.k8s.io/applied unchanged\n' });
    await prints(kubectl('diff -f -', { input }), { stdout: '' });
  });
});
