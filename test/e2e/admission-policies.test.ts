/** Policies in CEL as administrators write them and everybody meets them. */
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { ControlPlane } from '../support/control-plane.ts';
import { eventually, outputOf, prints } from '../support/expect.ts';

const plane = await ControlPlane.start();
after(plane.stop);
const { kubectl } = plane;

const apiVersion = 'admissionregistration.k8s.io/v1';
const DEPLOYMENTS = {
  resourceRules: [
    { apiGroups: ['apps'], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['deployments'] },
  ],
};

/** A policy, and a binding of the same name. */
async function add(type: 'Validating' | 'Mutating', name: string, spec: object, binding: object = {}): Promise<void> {
  const kind = `${type}AdmissionPolicy`;
  const policy = { apiVersion, kind, metadata: { name }, spec: { matchConstraints: DEPLOYMENTS, ...spec } };
  const bound = { apiVersion, kind: `${kind}Binding`, metadata: { name }, spec: { policyName: name, ...binding } };
  await outputOf(kubectl('create -f -', { input: policy }));
  await outputOf(kubectl('create -f -', { input: bound }));
}

async function remove(type: 'validating' | 'mutating', name: string): Promise<void> {
  await outputOf(kubectl(`delete ${type}admissionpolicy/${name} ${type}admissionpolicybinding/${name}`));
}

const deploy = (name: string, replicas = 1) =>
  kubectl(`create deployment ${name} --image=nginx --replicas=${replicas}`);
const created = (name: string) => ({ stdout: `deployment.apps/${name} created\n` });

describe('a validating policy', () => {
  test('refuses in its words', async () => {
    await add(
      'Validating',
      'replicas.example.com',
      { validations: [{ expression: 'object.spec.replicas <= 5' }] },
      { validationActions: ['Deny'] },
    );
    const by = "ValidatingAdmissionPolicy 'replicas.example.com' with binding 'replicas.example.com'";
    const why = `deployments.apps "many" is forbidden: ${by} denied request: failed expression: object.spec.replicas <= 5`;
    await prints(deploy('many', 6), { code: 1, stderr: `error: failed to create deployment: ${why}\n` });
    await prints(deploy('few', 5), created('few'));
    await prints(kubectl('scale deployment few --replicas=6'), { stdout: 'deployment.apps/few scaled\n' });
    await remove('validating', 'replicas.example.com');
    await prints(deploy('many', 6), created('many'));
  });

  test('warns', async () => {
    const validations = [{ expression: 'false', message: 'think twice' }];
    await add('Validating', 'warn', { validations }, { validationActions: ['Warn', 'Audit'] });
    const warning =
      "Warning: Validation failed for ValidatingAdmissionPolicy 'warn' with binding 'warn': think twice\n";
    await prints(deploy('warned'), { ...created('warned'), stderr: warning });
    const labels = 'policy="warn",policy_binding="warn",error_type="no_error",enforcement_action="warn"';
    const counted = `apiserver_validating_admission_policy_check_total{${labels}} 1\n`;
    assert.ok((await outputOf(kubectl('get --raw /metrics'))).includes(counted), 'it is counted');
    await remove('validating', 'warn');
  });

  test('takes its limits from a ConfigMap', async () => {
    await outputOf(kubectl('create configmap limits --from-literal=most=2'));
    await add(
      'Validating',
      'limits',
      {
        paramKind: { apiVersion: 'v1', kind: 'ConfigMap' },
        variables: [{ name: 'most', expression: 'int(params.data.most)' }],
        validations: [
          {
            expression: 'object.spec.replicas <= variables.most',
            messageExpression: "'at most ' + string(variables.most)",
            reason: 'Forbidden',
          },
        ],
      },
      { validationActions: ['Deny'], paramRef: { name: 'limits', parameterNotFoundAction: 'Deny' } },
    );
    const refused = (why: string) => ({
      code: 1,
      stderr: `error: failed to create deployment: deployments.apps "three" is forbidden: ValidatingAdmissionPolicy 'limits' with binding 'limits' denied request: ${why}\n`,
    });
    await prints(deploy('three', 3), refused('at most 2'));
    await outputOf(kubectl(`patch configmap limits --type=merge -p '{"data":{"most":"3"}}'`));
    await prints(deploy('three', 3), created('three'));
    await outputOf(kubectl('delete deployment three'));
    await outputOf(kubectl('delete configmap limits'));
    const missing = 'no params found for policy binding with `Deny` parameterNotFoundAction';
    await prints(deploy('three', 3), refused(`failed to configure binding: ${missing}`));
    await remove('validating', 'limits');
  });

  test('that fails refuses, unless it may fail', async () => {
    for (const [failurePolicy, name] of [
      ['Fail', 'closed'],
      ['Ignore', 'open'],
    ] as const) {
      const validations = [{ expression: "object.metadata.annotations.owner != ''" }];
      await add('Validating', name, { failurePolicy, validations }, { validationActions: ['Deny'] });
      const ran = await deploy(name);
      assert.equal(ran.code, failurePolicy === 'Fail' ? 1 : 0);
      if (failurePolicy === 'Fail') assert.match(ran.stderr, /resulted in error: no such key: annotations/);
      await remove('validating', name);
    }
  });

  test('is refused where it is no expression', async () => {
    const policy = {
      apiVersion,
      kind: 'ValidatingAdmissionPolicy',
      metadata: { name: 'wrong' },
      spec: { matchConstraints: DEPLOYMENTS, validations: [{ expression: 'objekt.spec.replicas < 5' }] },
    };
    const { code, stderr } = await kubectl('create -f -', { input: policy });
    assert.equal(code, 1);
    assert.match(
      stderr,
      /^The ValidatingAdmissionPolicy "wrong" is invalid: spec\.validations\[0\]\.expression: Invalid value: "objekt\.spec\.replicas < 5": compilation failed: ERROR: <input>:1:1: undeclared reference to 'objekt'/,
    );
  });

  test('tells in its status what does not fit the types', async () => {
    const validations = [{ expression: "object.spec.replicas > 1 && object.spec.replica == 'x'" }];
    await add('Validating', 'typo', { validations }, { validationActions: ['Audit'] });
    await eventually(async () => {
      const path = 'jsonpath={.status.observedGeneration} {.status.typeChecking.expressionWarnings[0].warning}';
      const output = await outputOf(kubectl(`get validatingadmissionpolicy typo -o '${path}'`));
      assert.match(output, /^1 apps\/v1, Kind=Deployment: ERROR: <input>:1:40: undefined field 'replica'/);
    });
    await remove('validating', 'typo');
  });
});

describe('a mutating policy', () => {
  const labelling = (expression: string) => ({
    reinvocationPolicy: 'Never',
    mutations: [{ patchType: 'ApplyConfiguration', applyConfiguration: { expression } }],
  });

  test('sets a label', async () => {
    const expression = "Object{metadata: Object.metadata{labels: {'team': request.userInfo.username}}}";
    await add('Mutating', 'team', labelling(expression));
    await prints(deploy('labelled'), created('labelled'));
    const path = 'jsonpath={.metadata.labels.team} {.metadata.labels.app}';
    assert.equal(await outputOf(kubectl(`get deployment labelled -o '${path}'`)), 'kubernetes-admin labelled');
    await remove('mutating', 'team');
  });

  test('adds a container, and only once', async () => {
    const container =
      "Object.spec.template.spec.initContainers{name: 'proxy', image: 'proxy', restartPolicy: 'Always'}";
    const expression = `Object{spec: Object.spec{template: Object.spec.template{spec: Object.spec.template.spec{initContainers: [${container}]}}}}`;
    await add('Mutating', 'proxy', labelling(expression));
    await prints(deploy('meshed'), created('meshed'));
    await outputOf(kubectl('annotate deployment meshed again=1'));
    const path = 'jsonpath={.spec.template.spec.initContainers[*].name}';
    assert.equal(await outputOf(kubectl(`get deployment meshed -o '${path}'`)), 'proxy');
    await remove('mutating', 'proxy');
  });
});
