/** kubectl create and every generator of it; run, expose, autoscale. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { Issuer } from '../../src/pki/issuer.ts';
import { ControlPlane } from '../support/control-plane.ts';
import { prints } from '../support/expect.ts';
import { configMap, deployment, service } from '../support/manifests.ts';

const plane = await ControlPlane.start();
after(plane.stop);
const kubectl = await plane.namespace('made');

const pair = new Issuer({ now: Date.now, randomBytes }).selfSigned('web.example.com');
const file = (name: string) => join(plane.directory, name);
await Promise.all([
  writeFile(file('tls.crt'), pair.certificate),
  writeFile(file('tls.key'), pair.privateKey),
  writeFile(file('colours.txt'), 'sky is blue'),
  writeFile(file('list.env'), 'A=1\nB=2\n'),
]);

interface Generator {
  readonly command: string;
  readonly stdout: string;
  /** What is read back, and what it should be. */
  readonly read: string;
  readonly found: string;
}

const GENERATORS: readonly Generator[] = [
  {
    command: 'create clusterrole reader --verb=get,list --resource=pods,deployments.apps --resource-name=a',
    stdout: 'clusterrole.rbac.authorization.k8s.io/reader created\n',
    read: "clusterrole reader -o jsonpath='{.rules}'",
    found:
      '[{"apiGroups":[""],"resourceNames":["a"],"resources":["pods"],"verbs":["get","list"]},{"apiGroups":["apps"],"resourceNames":["a"],"resources":["deployments"],"verbs":["get","list"]}]',
  },
  {
    command: 'create clusterrolebinding readers --clusterrole=reader --user=jane --group=dev --serviceaccount=made:bot',
    stdout: 'clusterrolebinding.rbac.authorization.k8s.io/readers created\n',
    read: "clusterrolebinding readers -o jsonpath='{.roleRef.name} {.subjects[*].kind} {.subjects[*].name}'",
    found: 'reader User Group ServiceAccount jane dev bot',
  },
  {
    command: 'create role reader --verb=watch --resource=pods/status',
    stdout: 'role.rbac.authorization.k8s.io/reader created\n',
    read: "role reader -o jsonpath='{.rules}'",
    found: '[{"apiGroups":[""],"resources":["pods/status"],"verbs":["watch"]}]',
  },
  {
    command: 'create rolebinding readers --role=reader --user=jane',
    stdout: 'rolebinding.rbac.authorization.k8s.io/readers created\n',
    read: "rolebinding readers -o jsonpath='{.roleRef}'",
    found: '{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"reader"}',
  },
  {
    command: 'create configmap literal --from-literal=a=1 --from-file=colours.txt --from-file=k=colours.txt',
    stdout: 'configmap/literal created\n',
    read: "configmap literal -o jsonpath='{.data}'",
    found: '{"a":"1","colours.txt":"sky is blue","k":"sky is blue"}',
  },
  {
    command: 'create configmap environment --from-env-file=list.env',
    stdout: 'configmap/environment created\n',
    read: "configmap environment -o jsonpath='{.data}'",
    found: '{"A":"1","B":"2"}',
  },
  {
    command: "create cronjob tick --image=busybox --schedule='*/5 * * * *' -- date",
    stdout: 'cronjob.batch/tick created\n',
    read: "cronjob tick -o jsonpath='{.spec.schedule} {.spec.concurrencyPolicy} {.spec.jobTemplate.spec.template.spec.containers[0].command}'",
    found: '*/5 * * * * Allow ["date"]',
  },
  {
    command: 'create deployment web --image=nginx --replicas=3 --port=80',
    stdout: 'deployment.apps/web created\n',
    read: "deployment web -o jsonpath='{.spec.replicas} {.spec.selector.matchLabels.app} {.spec.template.spec.containers[0].ports[0].containerPort} {.spec.strategy.rollingUpdate.maxSurge}'",
    found: '3 web 80 25%',
  },
  {
    command: 'create ingress web --class=nginx --rule=example.com/shop*=web:80,tls=web-tls --default-backend=web:http',
    stdout: 'ingress.networking.k8s.io/web created\n',
    read: "ingress web -o jsonpath='{.spec.ingressClassName} {.spec.rules[0].http.paths[0].path} {.spec.rules[0].http.paths[0].pathType} {.spec.tls[0].secretName}'",
    found: 'nginx /shop Prefix web-tls',
  },
  {
    command: 'create job once --image=busybox -- echo hello',
    stdout: 'job.batch/once created\n',
    read: "job once -o jsonpath='{.spec.template.spec.restartPolicy} {.spec.completions} {.spec.backoffLimit}'",
    found: 'Never 1 6',
  },
  {
    command: 'create namespace another',
    stdout: 'namespace/another created\n',
    read: "namespace another -o jsonpath='{.status.phase} {.spec.finalizers[0]}'",
    found: 'Active kubernetes',
  },
  {
    command: 'create poddisruptionbudget web --selector=app=web --min-available=50%',
    stdout: 'poddisruptionbudget.policy/web created\n',
    read: "pdb web -o jsonpath='{.spec.minAvailable} {.spec.selector.matchLabels.app}'",
    found: '50% web',
  },
  {
    command: 'create priorityclass urgent --value=1000 --description=first --preemption-policy=Never',
    stdout: 'priorityclass.scheduling.k8s.io/urgent created\n',
    read: "priorityclass urgent -o jsonpath='{.value} {.description} {.preemptionPolicy}'",
    found: '1000 first Never',
  },
  {
    command: 'create quota small --hard=count/jobs.batch=9,pods=2,requests.storage=1Gi',
    stdout: 'resourcequota/small created\n',
    read: "quota small -o jsonpath='{.spec.hard}'",
    found: '{"count/jobs.batch":"9","pods":"2","requests.storage":"1Gi"}',
  },
  {
    command: 'create secret generic plain --from-literal=user=admin --type=example.com/login',
    stdout: 'secret/plain created\n',
    read: "secret plain -o jsonpath='{.type} {.data.user}'",
    found: 'example.com/login YWRtaW4=',
  },
  {
    command: 'create secret tls web --cert=tls.crt --key=tls.key',
    stdout: 'secret/web created\n',
    read: "secret web -o jsonpath='{.type} {.data.tls\\.crt}'",
    found: `kubernetes.io/tls ${Buffer.from(pair.certificate).toString('base64')}`,
  },
  {
    command: 'create secret docker-registry pull --docker-server=example.com --docker-username=u --docker-password=p',
    stdout: 'secret/pull created\n',
    read: 'secret pull -o go-template=\'{{.type}} {{index .data ".dockerconfigjson" | base64decode}}\'',
    found: 'kubernetes.io/dockerconfigjson {"auths":{"example.com":{"username":"u","password":"p","auth":"dTpw"}}}',
  },
  {
    command: 'create service clusterip inner --tcp=5678:8080',
    stdout: 'service/inner created\n',
    read: "service inner -o jsonpath='{.spec.type} {.spec.ports[0].name} {.spec.ports[0].port} {.spec.ports[0].targetPort}'",
    found: 'ClusterIP 5678-8080 5678 8080',
  },
  {
    command: 'create service clusterip headless --clusterip=None',
    stdout: 'service/headless created\n',
    read: "service headless -o jsonpath='{.spec.clusterIP} {.spec.clusterIPs[0]}'",
    found: 'None None',
  },
  {
    command: 'create service nodeport outer --tcp=80 --node-port=30080',
    stdout: 'service/outer created\n',
    read: "service outer -o jsonpath='{.spec.type} {.spec.ports[0].nodePort}'",
    found: 'NodePort 30080',
  },
  {
    command: 'create service loadbalancer balanced --tcp=80',
    stdout: 'service/balanced created\n',
    read: "service balanced -o jsonpath='{.spec.type} {.spec.allocateLoadBalancerNodePorts}'",
    found: 'LoadBalancer true',
  },
  {
    command: 'create service externalname alias --external-name=example.com',
    stdout: 'service/alias created\n',
    read: "service alias -o jsonpath='{.spec.type} {.spec.externalName}{.spec.clusterIP}'",
    found: 'ExternalName example.com',
  },
  {
    command: 'create serviceaccount bot',
    stdout: 'serviceaccount/bot created\n',
    read: 'serviceaccount bot -o name',
    found: 'serviceaccount/bot\n',
  },
  {
    command: 'run shell --image=busybox --restart=Never --labels=a=b --env=C=d --command -- sleep 1d',
    stdout: 'pod/shell created\n',
    read: "pod shell -o jsonpath='{.metadata.labels} {.spec.restartPolicy} {.spec.containers[0].command} {.spec.containers[0].env[0].value}'",
    found: '{"a":"b"} Never ["sleep","1d"] d',
  },
];

describe('create', { concurrency: true }, () => {
  for (const { command, stdout, read, found } of GENERATORS) {
    test(command, async () => {
      await prints(kubectl(command), { stdout });
      await prints(kubectl(`get ${read}`), { stdout: found });
    });
  }

  test('job from cronjob', async () => {
    const inside = await plane.namespace('by-hand');
    await prints(inside("create cronjob tick --image=busybox --schedule='@daily'"));
    await prints(inside('create job now --from=cronjob/tick'), { stdout: 'job.batch/now created\n' });
    await prints(inside("get job now -o jsonpath='{.metadata.ownerReferences[0].kind} {.metadata.annotations}'"), {
      stdout: 'CronJob {"cronjob.kubernetes.io/instantiate":"manual"}',
    });
  });

  test('expose and autoscale', async () => {
    const inside = await plane.namespace('exposed');
    await prints(inside('create -f -', { input: deployment('web') }), { stdout: 'deployment.apps/web created\n' });
    await Promise.all([
      prints(inside('expose deployment web --port=80 --target-port=8080 --type=NodePort'), {
        stdout: 'service/web exposed\n',
      }),
      prints(inside('autoscale deployment web --min=2 --max=5 --cpu=80%'), {
        stdout: 'horizontalpodautoscaler.autoscaling/web autoscaled\n',
      }),
    ]);
    await prints(inside("get service web -o jsonpath='{.spec.selector.app} {.spec.ports[0].targetPort}'"), {
      stdout: 'web 8080',
    });
    await prints(inside('get hpa web'), {
      stdout:
        /^NAME {3}REFERENCE {8}TARGETS {14}MINPODS {3}MAXPODS {3}REPLICAS {3}AGE\nweb {4}Deployment\/web {3}cpu: <unknown>\/80% {3}2 {9}5 {9}0 {10}now\n$/,
    });
  });

  test('generateName gives each a name of its own', async () => {
    const inside = await plane.namespace('generated');
    const input = { ...configMap('', {}), metadata: { generateName: 'job-' } };
    const [one, two] = await Promise.all([inside('create -f -', { input }), inside('create -f -', { input })]);
    assert.match(one.stdout, /^configmap\/job-[a-z0-9]{5} created\n$/);
    assert.notEqual(one.stdout, two.stdout);
  });

  test('what there is already is refused', async () => {
    const inside = await plane.namespace('twice');
    await prints(inside('create configmap c'));
    await prints(inside('create configmap c'), {
      code: 1,
      stderr: 'error: failed to create configmap: configmaps "c" already exists\n',
    });
    await prints(inside('create -f -', { input: configMap('c', {}) }), {
      code: 1,
      stderr: 'Error from server (AlreadyExists): error when creating "STDIN": configmaps "c" already exists\n',
    });
  });

  test('invalid objects are refused with every reason', async () => {
    const inside = await plane.namespace('invalid');
    await prints(inside('create -f -', { input: service('Web', { ports: [{ port: 0 }] }) }), {
      code: 1,
      stderr:
        /^The Service "Web" is invalid: \n\* metadata.name: Invalid value: "Web": a lowercase RFC 1123 label must consist of .*\n\* spec.ports\[0\].port: Invalid value: 0: must be between 1 and 65535, inclusive\n/,
    });
    await prints(inside('create -f -', { input: { ...deployment('web'), spec: {} } }), {
      code: 1,
      stderr: /^The Deployment "web" is invalid: \n\* spec.selector: Required value\n/,
    });
  });

  test('no namespace, no object', () =>
    prints(plane.kubectl('create configmap c --namespace=nowhere'), {
      code: 1,
      stderr: 'error: failed to create configmap: namespaces "nowhere" not found\n',
    }));
});
