/** What a kubelet may see: what concerns the pods on its node, and nothing else. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { ClientAuthority } from '../support/client-authority.ts';
import { ControlPlane } from '../support/control-plane.ts';
import { eventually, outputOf, prints } from '../support/expect.ts';
import { ask } from '../support/https.ts';

const directory = await mkdtemp(join(tmpdir(), 'allium-nodes-'));
after(() => rm(directory, { recursive: true }));
const authority = await ClientAuthority.make(directory);
const plane = await ControlPlane.start({ flags: ['--client-ca-file', authority.file] });
after(plane.stop);
const { kubectl } = plane;
const kubelet = await authority.kubectl(plane, 'system:node:n1', ['system:nodes']);

const secret = (name: string) => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name }, stringData: { key: name } });

function pod(name: string, nodeName: string, spec: object = {}) {
  const containers = [{ name: 'main', image: 'registry.example/main:1' }];
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec: { nodeName, containers, ...spec } };
}

const volume = (source: object) => ({ volumes: [{ name: 'v', ...source }] });

async function create(...objects: object[]): Promise<void> {
  await prints(kubectl('create -n app -f -', { input: { apiVersion: 'v1', kind: 'List', items: objects } }));
}

await prints(kubectl('create namespace app'));
await eventually(() => prints(kubectl('get serviceaccount default -n app -o name')));
await create(
  ...['mounted', 'stored', 'environment', 'other'].map(secret),
  pod('mounts', 'n1', volume({ secret: { secretName: 'mounted' } })),
  pod('elsewhere', 'n2', volume({ secret: { secretName: 'other' } })),
  pod('claims', 'n1', volume({ persistentVolumeClaim: { claimName: 'data' } })),
);

function forbidden(what: string, reason: string) {
  return { code: 1, stderr: `Error from server (Forbidden): ${what}: ${reason}\n` };
}

const who = 'User "system:node:n1"';
const noRelation = "no relationship found between node 'n1' and this object";
const secretRefused = (name: string, reason: string) =>
  forbidden(
    `secrets "${name}" is forbidden: ${who} cannot get resource "secrets" in API group "" in the namespace "app"`,
    reason,
  );

describe('a kubelet', () => {
  test('reads the secrets of its pods, and no others', async () => {
    await prints(kubelet('get secret mounted -n app -o name'), { stdout: 'secret/mounted\n' });
    await prints(kubelet('get secret other -n app'), secretRefused('other', noRelation));
    await prints(
      kubelet('get secrets -n app'),
      forbidden(
        `secrets is forbidden: ${who} cannot list resource "secrets" in API group "" in the namespace "app"`,
        'No Object name found',
      ),
    );
  });

  test('watches a single secret of its pods', async () => {
    const command = 'get secrets -n app --field-selector metadata.name=mounted -o name';
    await prints(kubelet(command), { stdout: 'secret/mounted\n' });
  });

  test('lists the pods of its node, and no others', async () => {
    await prints(kubelet('get pods -A --field-selector spec.nodeName=n1 -o name'), {
      stdout: 'pod/claims\npod/mounts\n',
    });
    const what = `pods is forbidden: ${who} cannot list resource "pods" in API group "" at the cluster scope`;
    const refused = forbidden(what, 'can only list/watch pods with spec.nodeName field selector');
    await prints(kubelet('get pods -A'), refused);
    await prints(kubelet('get pods -A --field-selector spec.nodeName=n2'), refused);
    await prints(kubelet('get pods -A --field-selector spec.nodeName!=n2'), refused);
  });

  test('registers its node and sees it, and sees no others', async () => {
    const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n1' } };
    await prints(kubelet('create -f -', { input: node }), { stdout: 'node/n1 created\n' });
    await prints(kubelet('get node n1 -o name'), { stdout: 'node/n1\n' });
    const list = `nodes is forbidden: ${who} cannot list resource "nodes" in API group "" at the cluster scope`;
    const all = "node 'n1' cannot read all nodes, only its own Node object";
    await prints(kubelet('get nodes'), forbidden(list, all));
  });

  test('sees the volume of a claim and the secret that mounts it from when they are bound', async () => {
    await prints(kubelet('get secret stored -n app'), secretRefused('stored', noRelation));
    const csi = {
      driver: 'csi.example',
      volumeHandle: 'v',
      nodeStageSecretRef: { namespace: 'app', name: 'stored' },
    };
    const spec = { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], csi };
    const claimRef = { namespace: 'app', name: 'data' };
    await create({ apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name: 'pv' }, spec: { ...spec, claimRef } });
    await prints(kubelet('get secret stored -n app -o name'), { stdout: 'secret/stored\n' });
    await prints(kubelet('get persistentvolume pv -o name'), { stdout: 'persistentvolume/pv\n' });
    await prints(kubectl('delete persistentvolume pv'));
    await prints(kubelet('get secret stored -n app'), secretRefused('stored', noRelation));
  });

  test('sees what an ephemeral container brings along', async () => {
    await prints(kubelet('get secret environment -n app'), secretRefused('environment', noRelation));
    const path = '/api/v1/namespaces/app/pods/mounts';
    const { text } = await plane.ask(path);
    const body = JSON.parse(text);
    const envFrom = [{ secretRef: { name: 'environment' } }];
    body.spec.ephemeralContainers = [{ name: 'debug', image: 'registry.example/debug:1', envFrom }];
    assert.equal((await plane.ask(`${path}/ephemeralcontainers`, { method: 'PUT', body })).status, 200);
    await prints(kubelet('get secret environment -n app -o name'), { stdout: 'secret/environment\n' });
  });

  test('no longer sees what its pods used once they are gone', async () => {
    await create(pod('brief', 'n1', volume({ secret: { secretName: 'other' } })));
    await prints(kubelet('get secret other -n app -o name'), { stdout: 'secret/other\n' });
    await prints(kubectl('delete pod brief -n app --grace-period=0 --force'), { stderr: /^Warning: Immediate/ });
    await prints(kubelet('get secret other -n app'), secretRefused('other', noRelation));
  });

  test('is told that its rules cannot be listed', async () => {
    await prints(kubelet('auth can-i --list'), {
      stdout: /Verbs\n/,
      stderr: 'Warning: the list may be incomplete: node authorizer does not support user rule resolution\n',
    });
  });

  test('sees the same after a restart', async () => {
    await plane.restart();
    await prints(kubelet('get secret mounted -n app -o name'), { stdout: 'secret/mounted\n' });
    await prints(kubelet('get secret other -n app'), secretRefused('other', noRelation));
    const ready = await plane.ask('/readyz/poststarthook/authorizers-synced');
    assert.equal(ready.status, 200);
  });
});

describe('a kubelet writes what is its own', () => {
  const isForbidden = (what: string, why: string) => {
    const end = `${what} is forbidden: ${why}\n`;
    const start = /^Error from server \(Forbidden\): (error when creating "STDIN": )?$/;
    return { code: 1, stderr: new RegExp(start.source.slice(0, -1) + end.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&')) };
  };
  const forNode = (why: string) => isForbidden('nodes "n1"', why);
  const merge = (object: string, patch: object) => `patch ${object} --type=merge -p '${JSON.stringify(patch)}'`;

  test('its node, but for what brings pods to it', async () => {
    await prints(kubelet('label node n1 team=blue'), { stdout: 'node/n1 labeled\n' });
    const label = 'node-restriction.kubernetes.io/vault';
    await prints(kubelet(`label node n1 ${label}=yes`), forNode(`is not allowed to modify labels: ${label}`));
    const taints = merge('node n1', { spec: { taints: [{ key: 'k', effect: 'NoSchedule' }] } });
    await prints(kubelet(taints), forNode('node "n1" is not allowed to modify taints'));
    await prints(kubectl('create -f -', { input: { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n2' } } }));
    const other = await patchStatus('/api/v1/nodes/n2', { metadata: { labels: { a: 'b' } } });
    assert.deepEqual(other, [403, 'nodes "n2" is forbidden: node "n1" is not allowed to modify node "n2"']);
  });

  test('CVE-2025-5187: its node, but for its owners', async () => {
    const ownerReferences = [{ apiVersion: 'v1', kind: 'Node', name: 'gone', uid: 'u' }];
    const why = 'node "n1" is not allowed to modify ownerReferences';
    await prints(kubelet(merge('node n1', { metadata: { ownerReferences } })), forNode(why));
    const byStatus = await patchStatus('/api/v1/nodes/n1', { metadata: { ownerReferences } });
    assert.deepEqual(byStatus, [403, `nodes "n1" is forbidden: ${why}`]);
  });

  test('CVE-2025-4563: its pods, but for the claims that they have', async () => {
    const status = { resourceClaimStatuses: [{ name: 'gpu', resourceClaimName: 'of-others' }] };
    const path = '/api/v1/namespaces/app/pods/mounts';
    const why = 'pods "mounts" is forbidden: node "n1" cannot update resource claim statues';
    assert.deepEqual(await patchStatus(path, { status }), [403, why]);
    assert.deepEqual(await patchStatus(path, { status: { phase: 'Running' } }), [200, undefined]);
  });

  test('no pods of other nodes, and none that mirror nothing', async () => {
    await prints(
      kubelet('delete pod elsewhere -n app'),
      isForbidden('pods "elsewhere"', 'node "n1" can only delete pods with spec.nodeName set to itself'),
    );
    const why = 'pod does not have "kubernetes.io/config.mirror" annotation, node "n1" can only create mirror pods';
    await prints(
      kubelet('create -n app -f -', { input: pod('made-up', 'n1', { serviceAccountName: 'default' }) }),
      isForbidden('pods "made-up"', why),
    );
    const uid = (await outputOf(kubectl("get node n1 -o jsonpath='{.metadata.uid}'"))).trim();
    const ownerReferences = [{ apiVersion: 'v1', kind: 'Node', name: 'n1', uid, controller: true }];
    const metadata = { name: 'mirror', annotations: { 'kubernetes.io/config.mirror': 'hash' }, ownerReferences };
    const own = { ...pod('mirror', 'n1'), metadata };
    await prints(kubelet('create -n app -f -', { input: own }), { stdout: 'pod/mirror created\n' });
  });

  test('tokens of its pods, for whom these talk to', async () => {
    const uid = (await outputOf(kubectl("get pod mounts -n app -o jsonpath='{.metadata.uid}'"))).trim();
    const bound = `--bound-object-kind=Pod --bound-object-name=mounts --bound-object-uid=${uid}`;
    await prints(kubelet(`create token default -n app ${bound}`), { stdout: /^ey/ });
    const account = 'serviceaccounts "default"';
    const audience =
      'audience "bank" not found in pod spec volume, system:node:n1 is not authorized to request tokens for this audience';
    await prints(kubelet(`create token default -n app ${bound} --audience=bank`), failed(account, audience));
    await prints(kubelet('create token default -n app'), failed(account, 'node requested token not bound to a pod'));
  });

  /** As kubelets do it: kubectl would read the status first, which they may not. */
  async function patchStatus(path: string, body: object): Promise<[status: number, message: string | undefined]> {
    const { certificate: cert, privateKey: key } = authority.client('system:node:n1', ['system:nodes']);
    const headers = { 'content-type': 'application/merge-patch+json' };
    const credentials = { ca: plane.credentials.ca, cert, key };
    const { status, text } = await ask(`${plane.url}${path}/status`, credentials, { method: 'PATCH', headers, body });
    return [status, status === 200 ? undefined : JSON.parse(text).message];
  }

  function failed(what: string, why: string) {
    return { code: 1, stderr: `error: failed to create token: ${what} is forbidden: ${why}\n` };
  }
});

test('a user in the group of nodes that is none sees nothing', async () => {
  const stranger = await authority.kubectl(plane, 'mallory', ['system:nodes']);
  await prints(stranger('get secret mounted -n app'), {
    code: 1,
    stderr: /^Error from server \(Forbidden\): secrets "mounted" is forbidden: User "mallory" cannot get/,
  });
});
