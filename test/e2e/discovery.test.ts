/** What the API tells of itself: explain, api-resources, api-versions, cluster-info, version, --raw, proxy. */
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { ControlPlane } from '../support/control-plane.ts';
import { outputOf, prints } from '../support/expect.ts';

const plane = await ControlPlane.start();
after(plane.stop);

const GROUP_VERSIONS = [
  'admissionregistration.k8s.io/v1',
  'allium.dev/v1alpha1',
  'apiextensions.k8s.io/v1',
  'apiregistration.k8s.io/v1',
  'apps/v1',
  'authentication.k8s.io/v1',
  'authorization.k8s.io/v1',
  'autoscaling/v1',
  'autoscaling/v2',
  'batch/v1',
  'certificates.k8s.io/v1',
  'coordination.k8s.io/v1',
  'discovery.k8s.io/v1',
  'events.k8s.io/v1',
  'flowcontrol.apiserver.k8s.io/v1',
  'networking.k8s.io/v1',
  'node.k8s.io/v1',
  'policy/v1',
  'policy/v1beta1',
  'rbac.authorization.k8s.io/v1',
  'resource.k8s.io/v1',
  'scheduling.k8s.io/v1',
  'storage.k8s.io/v1',
  'v1',
];

describe('discovery', { concurrency: true }, () => {
  test('api-versions', () => prints(plane.kubectl('api-versions'), { stdout: `${GROUP_VERSIONS.join('\n')}\n` }));

  test('api-resources', async () => {
    const stdout = await outputOf(plane.kubectl('api-resources -o wide --api-group=apps'));
    assert.equal(
      stdout,
      `NAME                  SHORTNAMES   APIVERSION   NAMESPACED   KIND                 VERBS                                                        CATEGORIES
controllerrevisions                apps/v1      true         ControllerRevision   create,delete,deletecollection,get,list,patch,update,watch   
daemonsets            ds           apps/v1      true         DaemonSet            create,delete,deletecollection,get,list,patch,update,watch   all
deployments           deploy       apps/v1      true         Deployment           create,delete,deletecollection,get,list,patch,update,watch   all
replicasets           rs           apps/v1      true         ReplicaSet           create,delete,deletecollection,get,list,patch,update,watch   all
statefulsets          sts          apps/v1      true         StatefulSet          create,delete,deletecollection,get,list,patch,update,watch   all
`,
    );
  });

  test('api-resources by scope, verb, category', async () => {
    await prints(plane.kubectl('api-resources --namespaced=false --api-group=storage.k8s.io -o name'), {
      stdout:
        'csidrivers.storage.k8s.io\ncsinodes.storage.k8s.io\nstorageclasses.storage.k8s.io\nvolumeattachments.storage.k8s.io\nvolumeattributesclasses.storage.k8s.io\n',
    });
    await prints(plane.kubectl('api-resources --categories=all -o name --sort-by=name'), {
      stdout:
        'cronjobs.batch\ndaemonsets.apps\ndeployments.apps\nhorizontalpodautoscalers.autoscaling\njobs.batch\npods\nreplicasets.apps\nreplicationcontrollers\nservices\nstatefulsets.apps\n',
    });
  });

  test('version', () =>
    prints(plane.kubectl('version'), {
      stdout: /^Client Version: v1\.36\.\d+\n.*\nServer Version: v1\.36\.\d+\S*\n$/,
    }));

  test('cluster-info', () =>
    prints(plane.kubectl('cluster-info'), {
      stdout: `Kubernetes control plane is running at ${plane.url}\n\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.\n`,
    }));

  test('cluster-info dump', () => prints(plane.kubectl('cluster-info dump'), { stdout: /"kind": "NodeList"/ }));

  test('component statuses', () =>
    prints(plane.kubectl('get componentstatuses'), {
      stdout: 'NAME     STATUS    MESSAGE   ERROR\netcd-0   Healthy   ok        \n',
      stderr: 'Warning: v1 ComponentStatus is deprecated in v1.19+\n',
    }));

  test('get --raw', async () => {
    await prints(plane.kubectl('get --raw /readyz'), { stdout: 'ok' });
    const paths = JSON.parse(await outputOf(plane.kubectl('get --raw /'))).paths;
    assert.ok(
      ['/api', '/apis', '/apis/apps/v1', '/healthz', '/openapi/v3', '/version'].every((path) => paths.includes(path)),
    );
    await prints(plane.kubectl('get --raw /apis/none.example.com/v1/things'), {
      code: 1,
      stderr: 'Error from server (NotFound): the server could not find the requested resource\n',
    });
  });

  test('create, replace, delete --raw', async () => {
    await plane.namespace('raw');
    const path = '/api/v1/namespaces/raw/configmaps';
    const input = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, data: { a: '1' } };
    await prints(plane.kubectl(`create --raw ${path} -f -`, { input }), { stdout: /"name":"c"/ });
    await prints(plane.kubectl(`replace --raw ${path}/c -f -`, { input }), { stdout: /"name":"c"/ });
    await prints(plane.kubectl(`delete --raw ${path}/c`), { stdout: /"status":"Success"/ });
  });

  test('proxy', async () => {
    const proxy = plane.startKubectl('proxy --port=0');
    await proxy.says(/Starting to serve on 127.0.0.1:\d+/);
    const address = proxy.stdout.match(/127\.0\.0\.1:\d+/)![0];
    const answer = await fetch(`http://${address}/api/v1/namespaces/kube-system`);
    assert.equal(((await answer.json()) as any).metadata.name, 'kube-system');
    await proxy.signal('SIGTERM');
  });
});

describe('explain', { concurrency: true }, () => {
  test('a kind', () =>
    prints(plane.kubectl('explain configmap'), {
      stdout:
        /^KIND: {7}ConfigMap\nVERSION: {4}v1\n\nDESCRIPTION:\n {4}ConfigMap holds configuration data for pods to consume.\n {4}\nFIELDS:\n {2}apiVersion\t<string>\n/,
    }));

  test('a field', () =>
    prints(plane.kubectl('explain deployment.spec.replicas'), {
      stdout: `GROUP:      apps
KIND:       Deployment
VERSION:    v1

FIELD: replicas <integer>


DESCRIPTION:
    Number of desired pods. This is a pointer to distinguish between explicit
    zero and not specified. Defaults to 1.
    

`,
    }));

  test('a field that refers to a type', () =>
    prints(plane.kubectl('explain pod.spec.affinity'), {
      stdout:
        /\nDESCRIPTION:\n {4}If specified, the pod's scheduling constraints\n {4}Affinity is a group of affinity scheduling rules.\n/,
    }));

  test('a text of several lines', () =>
    prints(plane.kubectl('explain statefulset'), {
      stdout: / {4}are defined as:\n {6}- Network: .*\n {6}- Storage: .*\n {4}\n {4}The StatefulSet guarantees/,
    }));

  test('a field with a set of values', () =>
    prints(plane.kubectl('explain pod.spec.restartPolicy'), {
      stdout: `KIND:       Pod
VERSION:    v1

FIELD: restartPolicy <string>
ENUM:
    Always
    Never
    OnFailure

DESCRIPTION:
    Restart policy for all containers within the pod. One of Always, OnFailure,
    Never. In some contexts, only a subset of those values may be permitted.
    Default to Always. More info:
    https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#restart-policy
    
    Possible enum values:
     - \`"Always"\`
     - \`"Never"\`
     - \`"OnFailure"\`
    

`,
    }));

  test('fields with sets of values, and a required one', () =>
    prints(plane.kubectl('explain pod.spec.containers.ports'), {
      stdout: /\n {2}containerPort\t<integer> -required-\n(.*\n)+ {2}protocol\t<string>\n {2}enum: SCTP, TCP, UDP\n/,
    }));

  test('everything of a kind', () =>
    prints(plane.kubectl('explain cronjob --recursive'), {
      stdout:
        /\n {2}spec\t<CronJobSpec>( -required-)?\n(.*\n)* {4}jobTemplate\t<JobTemplateSpec> -required-\n(.*\n)* {8}template\t<PodTemplateSpec> -required-\n(.*\n)* +enum: Always, Never, OnFailure\n/,
    }));

  test('in the older way', () =>
    prints(plane.kubectl('explain pod.spec.restartPolicy --output plaintext-openapiv2'), {
      stdout: /^KIND: {5}Pod\nVERSION: {2}v1\n\nFIELD: {4}restartPolicy <string>\n\nDESCRIPTION:\n {5}Restart policy/,
    }));

  test('another version', () =>
    prints(plane.kubectl('explain hpa --api-version=autoscaling/v1'), {
      stdout: /^GROUP: .*autoscaling\nKIND: .*\nVERSION: {4}v1\n/,
    }));

  test('a field that does not exist', () =>
    prints(plane.kubectl('explain pod.spec.colour'), { code: 1, stderr: 'error: field "colour" does not exist\n' }));

  test('every kind', async () => {
    const named = await outputOf(plane.kubectl('api-resources --verbs=get -o name'));
    // kubectl reads this one as a field of the core kind.
    const kinds = named
      .trim()
      .split('\n')
      .filter((kind) => kind !== 'events.events.k8s.io');
    assert.ok(kinds.length > 50);
    for (let at = 0; at < kinds.length; at += 8) {
      await Promise.all(
        kinds.slice(at, at + 8).map((kind) =>
          prints(plane.kubectl(`explain ${kind}`), {
            stdout: /^(GROUP: .*\n)?KIND: .*\nVERSION: .*\n\nDESCRIPTION:\n {4}\S/,
          }),
        ),
      );
    }
  });
});
