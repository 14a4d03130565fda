/** --validate, --dry-run, kubectl diff: what would happen. */
import { after, describe, test } from 'node:test';
import { ControlPlane } from '../support/control-plane.ts';
import { prints } from '../support/expect.ts';
import { configMap, deployment, pod } from '../support/manifests.ts';

const plane = await ControlPlane.start();
after(plane.stop);

const ODD = `apiVersion: v1
kind: Pod
metadata: {name: odd}
spec:
  colour: red
  containers:
  - name: web
    image: one
    image: two
    ports: [{containerPort: 80, speed: 9}]
`;

describe('--validate', { concurrency: true }, () => {
  test('strict: every unknown and duplicate field is named, nothing is made', async () => {
    const kubectl = await plane.namespace('strict');
    await prints(kubectl('create -f -', { input: ODD }), {
      code: 1,
      stderr:
        /strict decoding error: .*unknown field "spec.colour", unknown field "spec.containers\[0\].ports\[0\].speed"\n$/s,
    });
    await prints(kubectl('apply --validate=true -f -', { input: ODD }), {
      code: 1,
      stderr: /unknown field "spec.colour"/,
    });
    await prints(kubectl('get pods -o name'), { stdout: '' });
  });

  test('warn: they are told, and dropped', async () => {
    const kubectl = await plane.namespace('warn');
    await prints(kubectl('create --validate=warn -f -', { input: ODD.replace('    image: two\n', '') }), {
      stdout: 'pod/odd created\n',
      stderr: 'Warning: unknown field "spec.colour"\nWarning: unknown field "spec.containers[0].ports[0].speed"\n',
    });
    await prints(kubectl("get pod odd -o jsonpath='{.spec.colour}{.spec.containers[0].image}'"), { stdout: 'one' });
  });

  test('ignore: they are dropped', async () => {
    const kubectl = await plane.namespace('ignore');
    await prints(kubectl('create --validate=ignore -f -', { input: ODD.replace('    image: two\n', '') }), {
      stdout: 'pod/odd created\n',
    });
    await prints(kubectl("get pod odd -o jsonpath='{.spec.colour}'"), { stdout: '' });
  });

  test('a wrong type is refused, validated or not', async () => {
    const kubectl = await plane.namespace('types');
    const input = { ...deployment('web'), spec: { ...deployment('web').spec, replicas: 'three' } };
    await prints(kubectl('create --validate=ignore -f -', { input }), {
      code: 1,
      stderr:
        'Error from server (BadRequest): error when creating "STDIN": Deployment in version "v1" cannot be handled as a Deployment: json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32\n',
    });
  });

  test('of a list is done by kubectl, from what the server says of kinds', async () => {
    const kubectl = await plane.namespace('listed');
    const list = (...items: object[]) => ({ apiVersion: 'v1', kind: 'List', items });
    const odd = { ...deployment('odd'), spec: { ...deployment('odd').spec, replicas: 'three', colour: 'red' } };
    await prints(kubectl('create -f -', { input: list(configMap('one', {}), odd) }), {
      code: 1,
      stderr:
        'error: error validating "STDIN": error validating data: [ValidationError(Deployment.spec): unknown field "colour" in io.k8s.api.apps.v1.DeploymentSpec, ValidationError(Deployment.spec.replicas): invalid type for io.k8s.api.apps.v1.DeploymentSpec.replicas: got "string", expected "integer"]; if you choose to ignore these errors, turn validation off with --validate=false\n',
    });
    await prints(kubectl('create -f -', { input: list(configMap('one', {}), deployment('two'), pod('three')) }), {
      stdout: 'configmap/one created\ndeployment.apps/two created\npod/three created\n',
    });
  });

  test('a kind that does not exist', () =>
    prints(
      plane.kubectl('create -f -', { input: { apiVersion: 'example.com/v1', kind: 'Thing', metadata: { name: 'x' } } }),
      {
        code: 1,
        stderr:
          'error: resource mapping not found for name: "x" namespace: "" from "STDIN": no matches for kind "Thing" in version "example.com/v1"\nensure CRDs are installed first\n',
      },
    ));
});

describe('expressions', { concurrency: true }, () => {
  const deviceClass = (expression: string) => ({
    apiVersion: 'resource.k8s.io/v1',
    kind: 'DeviceClass',
    metadata: { name: 'gpu.example.com' },
    spec: { selectors: [{ cel: { expression } }] },
  });

  const claim = (expression: string) => ({
    apiVersion: 'resource.k8s.io/v1',
    kind: 'ResourceClaim',
    metadata: { name: 'gpu' },
    spec: {
      devices: {
        requests: [
          { name: 'gpu', exactly: { deviceClassName: 'gpu.example.com', selectors: [{ cel: { expression } }] } },
        ],
      },
    },
  });

  test('that select devices are compiled when they are written', async () => {
    const { kubectl } = plane;
    await prints(kubectl('create -f -', { input: deviceClass('device.model == "x"') }), {
      code: 1,
      stderr:
        'The DeviceClass "gpu.example.com" is invalid: spec.selectors[0].cel.expression: Invalid value: "device.model == \\"x\\"": compilation failed: ERROR: <input>:1:7: undefined field \'model\'\n | device.model == "x"\n | ......^\n',
    });
    const everyPair =
      'device.attributes.all(a, device.attributes.all(b, device.attributes[a].all(c, device.attributes[b].all(d, c != d))))';
    await prints(kubectl('create -f -', { input: deviceClass(everyPair) }), {
      code: 1,
      stderr:
        'The DeviceClass "gpu.example.com" is invalid: spec.selectors[0].cel.expression: Forbidden: too complex, exceeds cost limit\n',
    });
    const input = deviceClass('device.attributes["gpu.example.com"].model == "x"');
    await prints(kubectl('create -f -', { input }), {
      stdout: 'deviceclass.resource.k8s.io/gpu.example.com created\n',
    });
    await prints(kubectl('create -f -', { input: claim('1') }), {
      code: 1,
      stderr:
        'The ResourceClaim "gpu" is invalid: spec.devices.requests[0].exactly.selectors[0].cel.expression: Invalid value: "1": must evaluate to bool or the unknown type, not int\n',
    });
    await prints(kubectl('create -f -', { input: claim('device.allowMultipleAllocations') }), {
      stdout: 'resourceclaim.resource.k8s.io/gpu created\n',
    });
    await prints(kubectl('label deviceclass gpu.example.com checked=yes'), {
      stdout: 'deviceclass.resource.k8s.io/gpu.example.com labeled\n',
    });
  });
});

describe('endpoint slices', { concurrency: true }, () => {
  const slice = (name: string, fields: object) => ({
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name },
    ...fields,
  });

  test('of names are warned of once', async () => {
    const names = { addressType: 'FQDN', endpoints: [{ addresses: ['example.com'] }] };
    await prints(plane.kubectl('create -f -', { input: slice('names', names) }), {
      stdout: 'endpointslice.discovery.k8s.io/names created\n',
      stderr: 'Warning: spec.addressType: FQDN endpoints are deprecated\n',
    });
    await prints(plane.kubectl('label endpointslice names a=b'), {
      stdout: 'endpointslice.discovery.k8s.io/names labeled\n',
      stderr: '',
    });
    await prints(plane.kubectl("get endpointslice names -o jsonpath='{.metadata.generation}'"), { stdout: '2' });
  });

  test('that break rules are told of all of them', () =>
    prints(
      plane.kubectl('create -f -', {
        input: slice('bad', { addressType: 'IPv4', endpoints: [{ addresses: ['fd00::1'] }, {}], ports: [{}, {}] }),
      }),
      {
        code: 1,
        stderr:
          'The EndpointSlice "bad" is invalid: \n* ports[1].name: Duplicate value: ""\n* endpoints[0].addresses: Invalid value: "fd00::1": must be an IPv4 address\n* endpoints[1].addresses: Required value: must contain at least 1 address\n',
      },
    ));
});

describe('--dry-run', { concurrency: true }, () => {
  test('server: everything but the writing', async () => {
    const kubectl = await plane.namespace('dry');
    await prints(kubectl('create -f - --dry-run=server', { input: pod('p') }), {
      stdout: 'pod/p created (server dry run)\n',
    });
    await prints(
      kubectl("create -f - --dry-run=server -o jsonpath='{.spec.restartPolicy} {.status.phase}'", { input: pod('p') }),
      {
        stdout: 'Always Pending',
      },
    );
    await prints(kubectl('create -f - --dry-run=server', { input: pod('Bad') }), {
      code: 1,
      stderr: /^The Pod "Bad" is invalid/,
    });
    await prints(kubectl('get pods -o name'), { stdout: '' });
    await prints(kubectl('create -f -', { input: configMap('c', { a: '1' }) }));
    for (const [command, said] of [
      ['apply --server-side -f -', 'configmap/c serverside-applied (server dry run)\n'],
      ['replace -f -', 'configmap/c replaced (server dry run)\n'],
      ['delete -f -', 'configmap "c" deleted from dry namespace (server dry run)\n'],
      ['label cm c x=y', 'configmap/c labeled (server dry run)\n'],
    ] as const) {
      const input = { ...configMap('c', { a: '1' }), apiVersion: 'v1' };
      await prints(kubectl(`${command} --dry-run=server`, { input }), { stdout: said });
    }
    await prints(kubectl("get cm c -o jsonpath='{.metadata.labels}'"), { stdout: '' });
  });

  test('client: nothing reaches the server', async () => {
    const kubectl = await plane.namespace('dry-client');
    await prints(kubectl('create deployment web --image=x --dry-run=client -o name'), {
      stdout: 'deployment.apps/web\n',
    });
    await prints(kubectl('get deployments -o name'), { stdout: '' });
  });
});

describe('diff', { concurrency: true }, () => {
  test('shows what apply would change', async () => {
    const kubectl = await plane.namespace('diff');
    await prints(kubectl('apply -f -', { input: deployment('web') }));
    await prints(kubectl('diff -f -', { input: deployment('web') }), { stdout: '' });
    await prints(kubectl('diff -f -', { input: deployment('web', { replicas: 5 }) }), {
      code: 1,
      stdout: /\n- {2}generation: 1\n\+ {2}generation: 2\n(.*\n)*- {2}replicas: 2\n\+ {2}replicas: 5\n/,
    });
    await prints(kubectl("get deployment web -o jsonpath='{.spec.replicas}'"), { stdout: '2' });
  });

  test('by server-side apply; secrets stay hidden', async () => {
    const kubectl = await plane.namespace('diff-server');
    const secret = (token: string) => ({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 's' },
      stringData: { token },
    });
    await prints(kubectl('apply --server-side -f -', { input: secret('old') }));
    await prints(kubectl('diff --server-side -f -', { input: secret('new') }), {
      code: 1,
      stdout: /\n- {2}token: '\*\*\* \(before\)'\n\+ {2}token: '\*\*\* \(after\)'\n/,
    });
  });

  test('of what is not there yet', async () => {
    const kubectl = await plane.namespace('diff-new');
    await prints(kubectl('diff -f -', { input: configMap('new', { a: '1' }) }), {
      code: 1,
      stdout: /\n\+data:\n\+ {2}a: "1"\n/,
    });
  });
});
