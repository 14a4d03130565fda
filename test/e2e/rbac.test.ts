/** Roles and bindings as people make them with kubectl, what they allow and deny, and why. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { ControlPlane, LAUNCHER } from '../support/control-plane.ts';
import { eventually, outputOf, prints } from '../support/expect.ts';
import { run } from '../support/run.ts';
import { words } from '../support/words.ts';

const plane = await ControlPlane.start();
after(plane.stop);
const { kubectl } = plane;

/** `allium …` as the administrator. */
function allium(command: string) {
  const env = { PATH: process.env.PATH!, HOME: plane.directory, KUBECONFIG: plane.kubeconfig };
  return run(process.execPath, [LAUNCHER, ...words(command)], { cwd: plane.directory, env });
}

const YES = { stdout: 'yes\n' };
const NO = { code: 1, stdout: 'no\n' };
const denied = (message: string) => ({ code: 1, stderr: `Error from server (Forbidden): ${message}\n` });

describe('a namespace and nothing else', () => {
  const jane = (command: string) => kubectl(`--as=jane ${command}`);

  test('is what a role binding gives', async () => {
    await plane.namespace('shop');
    await plane.namespace('bank');
    await prints(kubectl('-n shop create role reader --verb=get,list --resource=configmaps,pods/log'), {
      stdout: 'role.rbac.authorization.k8s.io/reader created\n',
    });
    await prints(kubectl('-n shop create rolebinding jane --role=reader --user=jane'), {
      stdout: 'rolebinding.rbac.authorization.k8s.io/jane created\n',
    });
    await prints(jane('-n shop auth can-i list configmaps'), YES);
    await prints(jane('-n shop auth can-i get pods --subresource=log'), YES);
    await prints(jane('-n shop auth can-i get pods'), NO);
    await prints(jane('-n bank auth can-i list configmaps'), NO);
    await prints(jane('-n shop get configmaps -o name'), { stdout: 'configmap/kube-root-ca.crt\n' });
  });

  test('the denied client is told what upstream tells', async () => {
    await prints(
      jane('-n bank get configmaps'),
      denied(
        'configmaps is forbidden: User "jane" cannot list resource "configmaps" in API group "" in the namespace "bank"',
      ),
    );
    await prints(
      jane('-n shop delete configmap kube-root-ca.crt'),
      denied(
        'configmaps "kube-root-ca.crt" is forbidden: User "jane" cannot delete resource "configmaps" in API group "" in the namespace "shop"',
      ),
    );
    await prints(
      jane('get nodes'),
      denied('nodes is forbidden: User "jane" cannot list resource "nodes" in API group "" at the cluster scope'),
    );
    await prints(jane('get --raw /metrics'), denied('forbidden: User "jane" cannot get path "/metrics"'));
  });

  test('what one may do can be listed', async () => {
    const listed = await outputOf(jane('-n shop auth can-i --list'));
    assert.match(listed, /^configmaps +\[\] +\[\] +\[get list\]$/m);
    assert.match(listed, /^selfsubjectaccessreviews\.authorization\.k8s\.io +\[\] +\[\] +\[create\]$/m);
    assert.match(listed, /^ +\[\/healthz\] +\[\] +\[get\]$/m);
    assert.doesNotMatch(await outputOf(jane('-n bank auth can-i --list')), /configmaps/);
  });

  test('nobody grants what he does not hold', async () => {
    await prints(kubectl('-n shop create rolebinding ada --clusterrole=admin --user=ada'), { stdout: /created/ });
    const ada = (command: string) => kubectl(`--as=ada -n shop ${command}`);
    await prints(ada('create rolebinding bob --clusterrole=view --user=bob'), { stdout: /created/ });
    await prints(ada('create role more --verb=get --resource=nodes'), {
      code: 1,
      stderr:
        /roles\.rbac\.authorization\.k8s\.io "more" is forbidden: user "ada" \(groups=\["system:authenticated"\]\) is attempting to grant RBAC permissions not currently held:\n\{APIGroups:\[""\], Resources:\["nodes"\], Verbs:\["get"\]\}/,
    });
    await prints(ada('create rolebinding root --clusterrole=cluster-admin --user=ada'), {
      code: 1,
      stderr: /is attempting to grant RBAC permissions not currently held/,
    });
    await prints(kubectl('--as=bob -n shop auth can-i get secrets'), NO);
  });
});

describe('cluster roles', () => {
  test('are given for the cluster', async () => {
    await prints(kubectl('create clusterrole scaler --verb=get,update --resource=deployments/scale'), {
      stdout: /created/,
    });
    await prints(kubectl('create clusterrole probe --verb=get --non-resource-url=/logs/*,/metrics'), {
      stdout: /created/,
    });
    await prints(kubectl('create clusterrolebinding ops --clusterrole=scaler --group=ops'), { stdout: /created/ });
    await prints(kubectl('create clusterrolebinding probes --clusterrole=probe --serviceaccount=shop:probe'), {
      stdout: /created/,
    });
    await prints(kubectl('--as=x --as-group=ops auth can-i update deployments.apps --subresource=scale -A'), YES);
    await prints(kubectl('--as=system:serviceaccount:shop:probe auth can-i get /logs/today'), YES);
    await prints(kubectl('--as=system:serviceaccount:shop:probe auth can-i get /logs'), NO);
  });

  test('that aggregate gather what is labelled for them', async () => {
    const asRole = '--as=v auth can-i list secrets -A';
    await prints(kubectl('create clusterrolebinding viewer --clusterrole=view --user=v'), { stdout: /created/ });
    await prints(kubectl(asRole), NO);
    const path = join(plane.directory, 'spy.yaml');
    await writeFile(
      path,
      `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: spy
  labels: {rbac.authorization.k8s.io/aggregate-to-view: "true"}
rules:
- {apiGroups: [""], resources: [secrets], verbs: [list]}
`,
    );
    await prints(kubectl(`apply -f ${path}`), { stdout: /created/ });
    await eventually(() => prints(kubectl(asRole), YES));
    await prints(kubectl('delete clusterrole spy'), { stdout: /deleted/ });
    await eventually(() => prints(kubectl(asRole), NO));
  });

  test('that every cluster has come back when they are deleted', async () => {
    await prints(kubectl('delete clusterrole view'), { stdout: /deleted/ });
    await prints(kubectl('delete clusterrolebinding system:discovery'), { stdout: /deleted/ });
    await eventually(() => prints(kubectl('get clusterrolebinding system:discovery -o name'), {}));
    await eventually(async () => {
      assert.match(await outputOf(kubectl('describe clusterrole view')), /configmaps +\[\] +\[\] +\[get list watch\]/);
    });
  });
});

test('auth reconcile adds what is missing and keeps the rest', async () => {
  const path = join(plane.directory, 'roles.yaml');
  await writeFile(
    path,
    `apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: reconciled, namespace: shop}
rules:
- {apiGroups: [""], resources: [secrets], verbs: [get, list]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: reconciled, namespace: shop}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reconciled}
subjects:
- {apiGroup: rbac.authorization.k8s.io, kind: User, name: rec}
`,
  );
  await plane.namespace('shop').catch(() => {});
  await prints(kubectl('-n shop create role reconciled --verb=get --resource=secrets,pods'), { stdout: /created/ });
  await prints(kubectl(`auth reconcile -f ${path}`), {
    stderr: /missing rules added:[\s\S]*missing subjects added:/,
    stdout:
      /role\.rbac\.authorization\.k8s\.io\/reconciled reconciled[\s\S]*rolebinding\.rbac\.authorization\.k8s\.io\/reconciled reconciled/,
  });
  for (const what of ['list secrets', 'get pods']) await prints(kubectl(`--as=rec -n shop auth can-i ${what}`), YES);
});

describe('why', () => {
  test('something is denied, and what is nearest to it', async () => {
    const { code, stdout } = await allium('can jane delete configmaps -n shop');
    assert.equal(code, 1);
    assert.match(stdout, /^no: jane may not delete configmaps in the namespace shop\n/);
    assert.match(
      stdout,
      /another verb: Role "shop\/reader", bound by RoleBinding "shop\/jane", allows get, list on configmaps, not delete/,
    );
    assert.match(
      (await allium('can jane list cm -n bank')).stdout,
      /another namespace: Role "shop\/reader" allows it in the namespace shop/,
    );
    assert.match(
      (await allium('can x update deploy --subresource scale -n bank')).stdout,
      /a group is missing: members of the group ops may/,
    );
  });

  test('something is allowed', () =>
    prints(allium('can x update deploy --subresource scale -n bank --group ops'), {
      stdout:
        /^yes: [\s\S]*ClusterRoleBinding ops gives ClusterRole scaler to Group ops: get, update on deployments\/scale of apps\n/,
    }));

  test('who can, directly and by way of others', async () => {
    await prints(kubectl('-n bank create role runner --verb=create --resource=pods'), { stdout: /created/ });
    await prints(kubectl('-n bank create rolebinding runner --role=runner --user=rob'), { stdout: /created/ });
    await prints(kubectl('-n bank create rolebinding vault --clusterrole=admin --serviceaccount=bank:vault'), {
      stdout: /created/,
    });
    const listed = await outputOf(allium('who-can get secrets -n bank'));
    assert.match(listed, /^ServiceAccount bank\/vault\n {2}has ClusterRole admin by RoleBinding bank\/vault$/m);
    const rob = `User rob
  can create pods that run as ServiceAccount bank/vault, having Role bank/runner
    by RoleBinding bank/runner
  who has ClusterRole admin by RoleBinding bank/vault
`;
    assert.ok(listed.includes(rob), listed);
    assert.doesNotMatch(listed, /User jane/);
    assert.ok(listed.split('\n').every(({ length }) => length <= 80));
  });

  test('is told to those alone who may ask', async () => {
    await prints(kubectl('--as=jane auth can-i create accessexplanations.allium.dev'), {
      ...NO,
      stderr: "Warning: resource 'accessexplanations' is not namespace scoped in group 'allium.dev'\n\n",
    });
    assert.equal(JSON.parse((await allium('can jane get nodes -o json')).stdout).status.allowed, false);
  });
});
