import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { V1Volume } from '../../../schema/generated/types.ts';
import { setPodTemplateDefaults } from './defaults.ts';
import { defaultPullPolicy } from './pull-policies.ts';
import { app, somePod } from './testing/pod-cases.ts';

function defaulted(change?: Parameters<typeof somePod>[0]) {
  const template = { spec: somePod(change).spec! };
  setPodTemplateDefaults(template);
  return template.spec;
}

test('a template gets what every pod spec gets, and nothing of pods alone', () => {
  const { containers, volumes, ...spec } = defaulted();
  assert.deepEqual(spec, {
    restartPolicy: 'Always',
    dnsPolicy: 'ClusterFirst',
    schedulerName: 'default-scheduler',
    terminationGracePeriodSeconds: 30,
    securityContext: {},
  });
  assert.deepEqual(containers, [
    {
      name: 'app',
      image: 'registry.example/app:1',
      imagePullPolicy: 'IfNotPresent',
      terminationMessagePath: '/dev/termination-log',
      terminationMessagePolicy: 'File',
    },
  ]);
});

test('an empty template gets a spec', () => {
  const template = {};
  setPodTemplateDefaults(template);
  assert.deepEqual(Object.keys(template), ['metadata', 'spec']);
});

const IMAGES: [image: string, policy: string][] = [
  ['app', 'Always'],
  ['app:latest', 'Always'],
  ['host:5000/app', 'Always'],
  ['host:5000/app:1', 'IfNotPresent'],
  ['app@sha256:0123', 'IfNotPresent'],
  ['app:latest@sha256:0123', 'Always'],
  ['', 'IfNotPresent'],
];
for (const [image, policy] of IMAGES) {
  test(`the image ${JSON.stringify(image)} is pulled ${policy}`, () => {
    assert.equal(defaultPullPolicy(image), policy);
  });
}

test('probes, hooks, ports and variables are completed', () => {
  const container = app(
    defaulted((spec) => {
      app(spec).livenessProbe = { httpGet: { port: 80 } };
      app(spec).readinessProbe = { grpc: { port: 1 }, periodSeconds: 2 };
      app(spec).lifecycle = { preStop: { httpGet: { port: 80, scheme: 'HTTPS' } } };
      app(spec).ports = [{ containerPort: 80 }];
      app(spec).env = [
        { name: 'A' },
        { name: 'B', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
        { name: 'C', valueFrom: { resourceFieldRef: { resource: 'limits.cpu' } } },
      ];
    }),
  );
  const counts = { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 };
  assert.deepEqual(container.livenessProbe, { httpGet: { port: 80, path: '/', scheme: 'HTTP' }, ...counts });
  assert.deepEqual(container.readinessProbe, { grpc: { port: 1, service: '' }, ...counts, periodSeconds: 2 });
  assert.deepEqual(container.lifecycle, { preStop: { httpGet: { port: 80, scheme: 'HTTPS', path: '/' } } });
  assert.deepEqual(container.ports, [{ containerPort: 80, protocol: 'TCP' }]);
  assert.deepEqual(container.env, [
    { name: 'A' },
    { name: 'B', valueFrom: { fieldRef: { fieldPath: 'metadata.name', apiVersion: 'v1' } } },
    { name: 'C', valueFrom: { resourceFieldRef: { resource: 'limits.cpu' } } },
  ]);
});

const VOLUMES: [given: Omit<V1Volume, 'name'>, expected: Omit<V1Volume, 'name'>][] = [
  [{}, { emptyDir: {} }],
  [{ secret: { secretName: 's' } }, { secret: { secretName: 's', defaultMode: 420 } }],
  [{ configMap: { name: 'c', defaultMode: 0 } }, { configMap: { name: 'c', defaultMode: 0 } }],
  [{ hostPath: { path: '/x' } }, { hostPath: { path: '/x', type: '' } }],
  [{ iscsi: {} }, { iscsi: { iscsiInterface: 'default' } }],
  [{ rbd: { pool: 'p' } }, { rbd: { pool: 'p', user: 'admin', keyring: '/etc/ceph/keyring' } }],
  [{ scaleIO: {} }, { scaleIO: { storageMode: 'ThinProvisioned', fsType: 'xfs' } }],
  [{ image: { reference: 'i:1' } }, { image: { reference: 'i:1', pullPolicy: 'IfNotPresent' } }],
  [
    { projected: { sources: [{ serviceAccountToken: { path: 't' } }] } },
    { projected: { sources: [{ serviceAccountToken: { path: 't', expirationSeconds: 3600 } }], defaultMode: 420 } },
  ],
  [
    { projected: { sources: [{ clusterTrustBundle: { path: 't' } }] } },
    { projected: { sources: [{}], defaultMode: 420 } },
  ],
  [
    { ephemeral: { volumeClaimTemplate: {} } },
    { ephemeral: { volumeClaimTemplate: { spec: { volumeMode: 'Filesystem' } } } },
  ],
];
for (const [given, expected] of VOLUMES) {
  test(`the volume ${JSON.stringify(given)} is completed`, () => {
    const { volumes } = defaulted((spec) => {
      spec.volumes = [{ name: 'v', ...given }];
    });
    assert.deepEqual(volumes, [{ name: 'v', ...expected }]);
  });
}

test('the old name of the service account is kept in step', () => {
  const spec = defaulted((bare) => {
    bare.serviceAccount = 'robot';
  });
  assert.deepEqual([spec.serviceAccountName, spec.serviceAccount], ['robot', 'robot']);
});

test('amounts finer than a thousandth are rounded up, all others stay as they were written', () => {
  const spec = defaulted((bare) => {
    app(bare).resources = { limits: { cpu: '100u', memory: '1Gi' } };
  });
  assert.deepEqual(app(spec).resources, { limits: { cpu: '1m', memory: '1Gi' } });
});

test('a resource named __proto__ stays a resource', () => {
  const limits = JSON.parse('{"__proto__":"1u"}');
  const spec = defaulted((bare) => {
    app(bare).resources = { limits };
  });
  assert.equal(JSON.stringify(app(spec).resources), '{"limits":{"__proto__":"1m"}}');
});

test('stop signals are dropped, and a lifecycle that is nothing else', () => {
  const exec = { command: ['true'] };
  const spec = defaulted((bare) => {
    app(bare).lifecycle = { preStop: { exec }, stopSignal: 'SIGUSR1' };
    bare.initContainers = [{ name: 'i', image: 'i:1', lifecycle: { stopSignal: 'SIGUSR1' } }];
  });
  assert.deepEqual([app(spec).lifecycle, spec.initContainers![0]!.lifecycle], [{ preStop: { exec } }, undefined]);
});
