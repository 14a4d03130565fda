/** kubectl get, in every output and with every selection. */
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { ControlPlane } from '../support/control-plane.ts';
import { ageless, eventually, outputOf, prints } from '../support/expect.ts';
import { configMap, container, deployment, pod, service } from '../support/manifests.ts';

const plane = await ControlPlane.start();
after(plane.stop);
const kubectl = await plane.namespace('shop');
const objects = [
  pod('api', { containers: [container('web'), { name: 'proxy', image: 'envoy:1.35' }] }, { app: 'api', tier: 'front' }),
  pod('db', {}, { app: 'db', tier: 'back' }),
  deployment('web'),
  service('web'),
  configMap('colours', { sky: 'blue' }),
  { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'key' }, stringData: { token: 'hidden' } },
];
await Promise.all(objects.map((input) => prints(kubectl('create -f -', { input }))));

/** Controllers put ConfigMaps of their own into every namespace. */
const WATCHED = { watched: 'yes' };

describe('get', { concurrency: true }, () => {
  const outputs: { command: string; stdout: string | RegExp }[] = [
    {
      command: 'get pods',
      stdout: `NAME   READY   STATUS    RESTARTS   AGE
api    0/2     Pending   0          now
db     0/1     Pending   0          now
`,
    },
    { command: 'get pods --no-headers', stdout: /^api +0\/2 .*\ndb .*\n$/ },
    {
      command: 'get pods -o wide',
      stdout: `NAME   READY   STATUS    RESTARTS   AGE   IP       NODE     NOMINATED NODE   READINESS GATES
api    0/2     Pending   0          now   <none>   <none>   <none>           <none>
db     0/1     Pending   0          now   <none>   <none>   <none>           <none>
`,
    },
    {
      command: 'get pods --show-labels',
      stdout: `NAME   READY   STATUS    RESTARTS   AGE   LABELS
api    0/2     Pending   0          now   app=api,tier=front
db     0/1     Pending   0          now   app=db,tier=back
`,
    },
    {
      command: 'get pods -L tier --show-kind',
      stdout: `NAME      READY   STATUS    RESTARTS   AGE   TIER
pod/api   0/2     Pending   0          now   front
pod/db    0/1     Pending   0          now   back
`,
    },
    {
      command: 'get deployments -o wide',
      stdout: `NAME   READY   UP-TO-DATE   AVAILABLE   AGE   CONTAINERS   IMAGES       SELECTOR
web    0/2     0            0           now   web          nginx:1.29   app=web
`,
    },
    {
      command: 'get service web -o wide',
      stdout:
        /^NAME {3}TYPE {8}CLUSTER-IP +EXTERNAL-IP {3}PORT\(S\) {3}AGE {3}SELECTOR\nweb {4}ClusterIP {3}10\.\S+ +<none> {8}80\/TCP {4}now {3}app=web\n$/,
    },
    { command: 'get secret key', stdout: 'NAME   TYPE     DATA   AGE\nkey    Opaque   1      now\n' },
    { command: 'get cm colours', stdout: 'NAME      DATA   AGE\ncolours   1      now\n' },
    { command: 'get pods -o name', stdout: 'pod/api\npod/db\n' },
    { command: 'get deploy,svc -o name', stdout: 'deployment.apps/web\nservice/web\n' },
    { command: 'get deployments.v1.apps web -o name', stdout: 'deployment.apps/web\n' },
    {
      command: "get pods -o jsonpath='{.items[*].spec.containers[*].image}'",
      stdout: 'nginx:1.29 envoy:1.35 nginx:1.29',
    },
    {
      command: `get pods -o jsonpath='{range .items[?(@.metadata.labels.tier=="back")]}{.metadata.name}{end}'`,
      stdout: 'db',
    },
    { command: "get pods -o jsonpath-as-json='{.items[*].metadata.name}'", stdout: '[\n    "api",\n    "db"\n]\n' },
    {
      command: "get pods -o go-template='{{range .items}}{{.metadata.name}}={{len .spec.containers}};{{end}}'",
      stdout: 'api=2;db=1;',
    },
    {
      command: 'get pods -o custom-columns=POD:.metadata.name,FIRST:.spec.containers[0].image,NODE:.spec.nodeName',
      stdout: 'POD   FIRST        NODE\napi   nginx:1.29   <none>\ndb    nginx:1.29   <none>\n',
    },
    {
      command: 'get cm colours -o yaml',
      stdout: /^apiVersion: v1\ndata:\n {2}sky: blue\nkind: ConfigMap\nmetadata:\n {2}creationTimestamp: "\d{4}-/,
    },
    {
      command: 'get cm colours -o kyaml',
      stdout: /^---\n\{\n {2}apiVersion: "v1",\n {2}data: \{\n {4}sky: "blue",\n {2}\},\n/,
    },
    { command: 'get pods --sort-by=.metadata.labels.tier -o name', stdout: 'pod/db\npod/api\n' },
    { command: 'get pods -l tier=front -o name', stdout: 'pod/api\n' },
    { command: "get pods -l 'tier in (back,front),app!=api' -o name", stdout: 'pod/db\n' },
    { command: "get pods -l '!tier' -o name", stdout: '' },
    { command: 'get pods --field-selector metadata.name=db -o name', stdout: 'pod/db\n' },
    { command: 'get pods --field-selector status.phase=Pending,metadata.name!=api -o name', stdout: 'pod/db\n' },
    { command: 'get pods --chunk-size=1 -o name', stdout: 'pod/api\npod/db\n' },
    { command: 'get pods/api pods/db -o name', stdout: 'pod/api\npod/db\n' },
    { command: 'get pods --subresource=status api -o name', stdout: 'pod/api\n' },
    {
      command: 'get deploy web --subresource=scale',
      stdout: 'NAME   DESIRED   AVAILABLE   AGE\nweb    2         0           now\n',
    },
    {
      command: "get pod api --ignore-not-found -o jsonpath='{.status.phase} {.status.qosClass}'",
      stdout: 'Pending BestEffort',
    },
    { command: 'get pod none --ignore-not-found', stdout: '' },
  ];
  for (const { command, stdout } of outputs) {
    test(command, () => prints(kubectl(command), { stdout }));
  }

  test('several kinds at once', async () => {
    const stdout = await outputOf(kubectl('get all'));
    assert.match(
      ageless(stdout),
      /^NAME {6}READY .*\npod\/api .*\npod\/db .*\n\nNAME {10}TYPE .*\nservice\/web .*\n\nNAME {18}READY .*\ndeployment.apps\/web .*\n$/,
    );
  });

  test('all namespaces', async () => {
    const other = await plane.namespace('other');
    await prints(other('create -f -', { input: pod('far', {}, { place: 'far' }) }));
    await prints(plane.kubectl('get pods -A -l place --sort-by=.metadata.name'), {
      stdout:
        'NAMESPACE   NAME   READY   STATUS    RESTARTS   AGE\nother       far    0/1     Pending   0          now\n',
    });
  });

  test('JSON: one object, and a list of them', async () => {
    const [one, all] = await Promise.all([kubectl('get pod api -o json'), kubectl('get pods -o json')]);
    const found = JSON.parse(one.stdout);
    const { apiVersion, kind, items, metadata } = JSON.parse(all.stdout);
    assert.deepEqual(
      { apiVersion, kind, metadata },
      { apiVersion: 'v1', kind: 'List', metadata: { resourceVersion: '' } },
    );
    assert.deepEqual(items[0], found);
    assert.equal(found.metadata.managedFields, undefined);
  });

  const failures: { command: string; stderr: string }[] = [
    { command: 'get pod none', stderr: 'Error from server (NotFound): pods "none" not found\n' },
    { command: 'get nothings', stderr: 'error: the server doesn\'t have a resource type "nothings"\n' },
    {
      command: 'get pods --field-selector spec.colour=red',
      stderr:
        'Error from server (BadRequest): Unable to find "/v1, Resource=pods" that match label selector "", field selector "spec.colour=red": field label not supported: spec.colour\n',
    },
    {
      command: "get pods -l 'a=b=c'",
      stderr:
        'Error from server (BadRequest): Unable to find "/v1, Resource=pods" that match label selector "a=b=c", field selector "": found \'=\', expected: \',\' or \'end of string\'\n',
    },
  ];
  for (const { command, stderr } of failures) {
    test(command, () => prints(kubectl(command), { code: 1, stdout: '', stderr }));
  }

  test('nothing there', async () => {
    const empty = await plane.namespace('empty');
    await prints(empty('get pods'), { stdout: '', stderr: 'No resources found in empty namespace.\n' });
    await prints(plane.kubectl('get persistentvolumes'), { stdout: '', stderr: 'No resources found\n' });
  });

  test('get -w', async () => {
    const inside = await plane.namespace('watched');
    await prints(inside('create -f -', { input: configMap('first', {}, WATCHED) }));
    const watch = plane.startKubectl('get cm -l watched -w --namespace=watched');
    await watch.says(/^NAME +DATA +AGE\nfirst +0 +\d+s\n$/m);
    await prints(inside('create -f -', { input: configMap('second', { a: '1' }, WATCHED) }));
    await watch.says(/\nsecond +1 +\d+s\n/);
    await prints(inside('patch cm second --type=merge -p \'{"data":{"b":"2"}}\''));
    await watch.says(/\nsecond +2 +\d+s\n/);
    await prints(inside('delete cm second'), { stdout: 'configmap "second" deleted from watched namespace\n' });
    await watch.signal('SIGTERM');
    assert.equal(watch.stderr, '');
  });

  test('get --watch-only', async () => {
    const inside = await plane.namespace('watched-only');
    await prints(inside('create -f -', { input: configMap('first', {}, WATCHED) }));
    const watch = plane.startKubectl('get cm -l watched --watch-only --namespace=watched-only');
    // It does not say when it has begun to watch.
    let made = 0;
    await eventually(async () => {
      await prints(inside('create -f -', { input: configMap(`later-${made++}`, {}, WATCHED) }));
      assert.match(watch.stdout, /^NAME +DATA +AGE\nlater-\d+ +0 +\d+s\n/);
    });
    await watch.signal('SIGTERM');
    assert.doesNotMatch(watch.stdout, /first/);
  });

  test('get -w --output-watch-events -o name', async () => {
    const inside = await plane.namespace('events');
    const watch = plane.startKubectl('get cm -l watched -w --output-watch-events --namespace=events');
    await prints(inside('create -f -', { input: configMap('c', {}, WATCHED) }));
    await watch.says(/^ADDED +c +0/m);
    await prints(inside('label cm c a=b'));
    await watch.says(/^MODIFIED +c +0/m);
    await prints(inside('delete cm c'));
    await watch.says(/^DELETED +c +0/m);
    await watch.signal('SIGTERM');
  });
});
