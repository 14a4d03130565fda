/** Pod security policies as they were up to Kubernetes 1.24: use granted by roles, defaults, refusals. */
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { ControlPlane, LAUNCHER } from '../support/control-plane.ts';
import { outputOf, prints } from '../support/expect.ts';
import { run } from '../support/run.ts';
import { words } from '../support/words.ts';

const plane = await ControlPlane.start({ flags: ['--enable-admission-plugins=PodSecurityPolicy'] });
after(plane.stop);
const { kubectl } = plane;

const DEPRECATED = 'Warning: policy/v1beta1 PodSecurityPolicy is deprecated in v1.21+, unavailable in v1.25+\n';
const ANY = { rule: 'RunAsAny' };
const policy = (name: string, spec: object) => ({
  apiVersion: 'policy/v1beta1',
  kind: 'PodSecurityPolicy',
  metadata: { name },
  spec: { seLinux: ANY, runAsUser: ANY, supplementalGroups: ANY, fsGroup: ANY, volumes: ['*'], ...spec },
});
const pod = (name: string, securityContext: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name },
  spec: { containers: [{ name: 'web', image: 'nginx', securityContext }] },
});
const create = (as: string, object: object) => kubectl(`--as=${as} -n shop create -f -`, { input: object });
const refused = (what: string) => ({
  code: 1,
  stderr: `Error from server (Forbidden): error when creating "STDIN": pods "web" is forbidden: ${what}\n`,
});
const NONE = 'unable to validate against any pod security policy:';
const PRIVILEGED =
  'spec.containers[0].securityContext.privileged: Invalid value: true: Privileged containers are not allowed';

describe('pod security policies', () => {
  test('nothing is admitted without one', async () => {
    await plane.namespace('shop');
    await outputOf(kubectl('-n shop create rolebinding edit --clusterrole=edit --user=jane'));
    await prints(create('jane', pod('web')), refused('no providers available to validate pod request'));
  });

  test('nor by one that nobody may use', async () => {
    const restricted = policy('restricted', {
      readOnlyRootFilesystem: true,
      allowPrivilegeEscalation: false,
      runAsUser: { rule: 'MustRunAs', ranges: [{ min: 1000, max: 2000 }] },
    });
    await prints(kubectl('create -f -', { input: restricted }), {
      stdout: 'podsecuritypolicy.policy/restricted created\n',
      stderr: DEPRECATED,
    });
    await prints(create('jane', pod('web')), refused(`${NONE} []`));
  });

  test('a role lets people use one, which fills in what they leave out', async () => {
    await outputOf(
      kubectl('-n shop create role psp --verb=use --resource=podsecuritypolicies.policy --resource-name=restricted'),
    );
    await outputOf(kubectl('-n shop create rolebinding psp --role=psp --user=jane'));
    await prints(create('jane', pod('web', { privileged: true })), refused(`${NONE} [${PRIVILEGED}]`));
    await prints(create('jane', pod('web')), { stdout: 'pod/web created\n' });
    const { metadata, spec } = JSON.parse(await outputOf(kubectl('-n shop get pod web -o json')));
    assert.equal(metadata.annotations['kubernetes.io/psp'], 'restricted');
    assert.deepEqual(spec.containers[0].securityContext, {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      runAsUser: 1000,
    });
  });

  test('the pod may be used on', async () => {
    await prints(kubectl('--as=jane -n shop label pod web tier=front'), { stdout: 'pod/web labeled\n' });
    await prints(kubectl('--as=jane -n shop delete pod web --now'), {
      stdout: 'pod "web" deleted from shop namespace\n',
    });
  });

  test('an account may use one in the place of whoever creates the pod', async () => {
    await prints(kubectl('create -f -', { input: policy('privileged', { privileged: true }) }), {
      stdout: 'podsecuritypolicy.policy/privileged created\n',
      stderr: DEPRECATED,
    });
    await outputOf(
      kubectl(
        'create clusterrole psp-privileged --verb=use --resource=podsecuritypolicies.policy --resource-name=privileged',
      ),
    );
    await outputOf(
      kubectl('-n shop create rolebinding agent --clusterrole=psp-privileged --serviceaccount=shop:agent'),
    );
    await outputOf(kubectl('-n shop create serviceaccount agent'));
    const agent = pod('agent', { privileged: true });
    Object.assign(agent.spec, { serviceAccountName: 'agent' });
    await prints(create('jane', agent), { stdout: 'pod/agent created\n' });
    const name = await outputOf(
      kubectl(String.raw`-n shop get pod agent -o jsonpath={.metadata.annotations.kubernetes\.io/psp}`),
    );
    assert.equal(name, 'privileged');
  });

  test('kubectl shows them', async () => {
    const { stdout: shown, stderr } = await kubectl('get psp');
    assert.equal(stderr, DEPRECATED);
    assert.match(shown, /^NAME +PRIV +CAPS +SELINUX +RUNASUSER +FSGROUP +SUPGROUP +READONLYROOTFS +VOLUMES$/m);
    assert.match(shown, /^restricted +false +RunAsAny +MustRunAs +RunAsAny +RunAsAny +true +\*$/m);
  });
});

/** `allium …` as the administrator. */
function allium(command: string) {
  const env = { PATH: process.env.PATH!, HOME: plane.directory, KUBECONFIG: plane.kubeconfig };
  return run(process.execPath, [LAUNCHER, ...words(command)], { cwd: plane.directory, env });
}

describe('allium psp migrate', () => {
  test('says where namespaces can move to, and why no further', async () => {
    const text = await outputOf(allium('psp migrate'));
    assert.match(text, /^ {2}shop can move to privileged \(\d+ looked at\)$/m);
    assert.match(text, /^ {4}policy privileged: 1 pod admitted, by RoleBinding shop\/agent$/m);
    assert.match(
      text,
      /^ {4}baseline refuses Pod agent:\n {6}privileged: container "web" must not set securityContext.privileged=true$/m,
    );
    assert.match(text, /^ {4}lost default: runAsUser sets runAsUser=1000$/m);
    assert.match(
      text,
      /^ {2}kubectl label --overwrite namespace default pod-security.kubernetes.io\/enforce=restricted$/m,
    );
  });

  test('its advice is right: the label raises no warning', async () => {
    const { namespaces } = JSON.parse(await outputOf(allium('psp migrate -o json')));
    for (const { name, level } of namespaces) {
      const { code, stderr } = await kubectl(
        `label --overwrite namespace ${name} pod-security.kubernetes.io/enforce=${level}`,
      );
      assert.deepEqual([code, stderr], [0, ''], name);
    }
  });
});
