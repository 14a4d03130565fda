/** What was recorded can be trusted, asked, and turned into roles. */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { ControlPlane, LAUNCHER } from '../support/control-plane.ts';
import { outputOf, prints } from '../support/expect.ts';
import { run } from '../support/run.ts';
import { words } from '../support/words.ts';

const plane = await ControlPlane.start({ flags: ['--audit-log-mode=blocking'] });
after(plane.stop);
const { kubectl } = plane;
const LOG = 'data/audit/audit.log';

/** `allium audit …` as the administrator, in the directory of the control plane. */
function audit(command: string) {
  const env = { PATH: process.env.PATH!, HOME: plane.directory, KUBECONFIG: plane.kubeconfig };
  return run(process.execPath, [LAUNCHER, 'audit', ...words(command)], { cwd: plane.directory, env });
}

async function allium(command: string) {
  const env = { PATH: process.env.PATH!, HOME: plane.directory, KUBECONFIG: plane.kubeconfig };
  return run(process.execPath, [LAUNCHER, ...words(command)], { cwd: plane.directory, env });
}

const as = (kubeconfig: string) => (command: string) =>
  kubectl(command, { env: { KUBECONFIG: join(plane.directory, kubeconfig) } });

test('changes are recorded, asked for by object, and shown with what they changed', async () => {
  await prints(kubectl('create namespace shop'));
  await prints(kubectl('create role reader --verb=get --resource=pods -n shop'));
  const patch = '[{"op":"replace","path":"/rules/0/verbs/0","value":"list"}]';
  await prints(kubectl(`patch role reader -n shop --type=json -p '${patch}'`));
  const told = await outputOf(audit(`query ${LOG} --who-touched roles/reader -n shop --diff`));
  assert.match(told, /kubernetes-admin +create +roles\.rbac\.authorization\.k8s\.io reader -n shop +201 +allow/);
  assert.match(told, /- rules\[0\]\.verbs\[0\]: "get"\n {2}\+ rules\[0\]\.verbs\[0\]: "list"/);
});

test('refusals are asked for, as JSON that names method, credential and reason', async () => {
  const refused = await kubectl('get secrets -n shop --as mallory');
  assert.equal(refused.code, 1);
  const events = (await outputOf(audit(`query ${LOG} --denied --user mallory -o json`))).trimEnd().split('\n');
  const [event] = events.map((line) => JSON.parse(line));
  assert.equal(event.impersonatedUser.username, 'mallory');
  assert.equal(event.annotations['authorization.k8s.io/decision'], 'forbid');
  assert.equal(event.annotations['allium.dev/authentication-method'], 'x509');
  assert.match(event.annotations['allium.dev/credential-id'], /^X509SHA256=[0-9a-f]{64}$/);
});

test('the proposed roles let exactly the recorded requests pass', async () => {
  await prints(kubectl('create configmap settings --from-literal=a=1 -n shop'));
  await prints(kubectl('create configmap other --from-literal=a=1 -n shop'));
  await prints(allium('user add jane --expires 1h'));
  const jane = as('jane.kubeconfig');
  await prints(kubectl('create rolebinding jane --clusterrole=edit --user=jane -n shop'));
  await prints(jane('get configmap settings -n shop'));
  await prints(jane('get pods -o name -n shop'));
  await prints(jane('create deployment web --image=nginx -n shop'));
  const proposal = await outputOf(audit(`roles --user jane ${LOG}`));
  assert.match(proposal, /^# All of it is granted now\./m);
  assert.match(proposal, /^# {3}by RoleBinding shop\/jane:/m);
  await writeFile(join(plane.directory, 'jane.yaml'), proposal);
  await prints(kubectl('delete rolebinding jane -n shop'));
  await prints(kubectl(`apply -f ${join(plane.directory, 'jane.yaml')}`));
  for (const allowed of ['get configmap settings', 'get pods -o name', 'create deployment again --image=nginx']) {
    await prints(jane(`${allowed} -n shop`));
  }
  for (const forbidden of ['get configmap other', 'delete deployment web', 'get secrets']) {
    assert.match((await jane(`${forbidden} -n shop`)).stderr, /Forbidden/, forbidden);
  }
  await prints(kubectl('get namespace shop'));
});

test('the log of a server that runs, and of one that was killed and runs again, is intact', async () => {
  await prints(audit(`verify ${LOG} --data-dir data`), { stdout: /^intact: \d+ records in 1 file\n.*, open: / });
  await plane.kill();
  await plane.up();
  await prints(kubectl('create namespace later'));
  await plane.down();
  await prints(audit(`verify ${LOG} --data-dir data`), {
    stdout: /^intact: .*\n.*to record \d+ of \S+Z, closed and signed\n$/,
  });
});

test('an archive is verified by the public key alone, and tampering is told with its place', async () => {
  const key = join(plane.directory, 'audit.pub');
  await writeFile(key, await outputOf(audit('public-key --data-dir data')));
  const lines = (await readFile(join(plane.directory, LOG), 'utf8')).trimEnd().split('\n');
  const index = lines.findIndex((line) => line.includes('"verb":"patch"') && line.includes('"name":"reader"'));
  const { auditID } = JSON.parse(lines[index]!);
  const archive = join(plane.directory, 'archive.log');
  const verify = async (changed: readonly string[]) => {
    await writeFile(archive, `${changed.join('\n')}\n`);
    return audit(`verify ${archive} --public-key ${key}`);
  };
  await prints(verify(lines), { stdout: /^intact/ });
  const cases: [readonly string[], RegExp][] = [
    [
      lines.with(index, lines[index]!.replace('"list"', '"wait"')),
      new RegExp(`archive.log:${index + 1}: changed: .*${auditID}`),
    ],
    [lines.toSpliced(index, 1), new RegExp(`archive.log:${index + 1}: missing: record ${index + 1} is missing`)],
    [lines.slice(0, -1), new RegExp(`archive.log:${lines.length - 1}: cut-off: `)],
  ];
  for (const [changed, expected] of cases) {
    const { code, stdout } = await verify(changed);
    assert.equal(code, 1);
    assert.match(stdout, expected);
  }
  assert.equal((await audit(`verify ${archive} --public-key nothing`)).code, 2);
});
