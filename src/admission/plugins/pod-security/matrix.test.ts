/** Every kind of container in everything that has a pod in it (CVE-2023-2727, CVE-2023-2728, CVE-2024-3177). */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { KubeObject } from '../../../api/object.ts';
import { admit, type TestWrite } from '../../testing.ts';
import { WORKLOAD_RESOURCES } from './pod-like.ts';
import { PodSecurity } from './pod-security.ts';

const P = 'pod-security.kubernetes.io/';
const LABELS = { [`${P}enforce`]: 'restricted', [`${P}warn`]: 'restricted' };
const namespace = { metadata: { name: 'default', labels: LABELS } } as unknown as KubeObject;
const plugin = new PodSecurity({ findNamespace: () => namespace, listPods: () => [], now: () => 0 });

const GOOD = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };
const POD = { securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } } };
const probe = { httpGet: { host: 'h', port: 1 } };

/** What a container can do wrong, and how it is told. */
const FAULTS: readonly (readonly [found: string, fault: object])[] = [
  ['allowPrivilegeEscalation != false', { securityContext: { ...GOOD, allowPrivilegeEscalation: true } }],
  ['allowPrivilegeEscalation != false', { securityContext: { capabilities: GOOD.capabilities } }],
  ['forbidden AppArmor profile', { securityContext: { ...GOOD, appArmorProfile: { type: 'Unconfined' } } }],
  ['unrestricted capabilities', { securityContext: { allowPrivilegeEscalation: false } }],
  ['unrestricted capabilities', { securityContext: { ...GOOD, capabilities: { drop: ['ALL'], add: ['BPF'] } } }],
  ['hostPort', { securityContext: GOOD, ports: [{ hostPort: 1 }] }],
  ['probe or lifecycle host', { securityContext: GOOD, livenessProbe: probe }],
  ['probe or lifecycle host', { securityContext: GOOD, lifecycle: { preStop: probe } }],
  ['privileged', { securityContext: { ...GOOD, privileged: true } }],
  ['procMount', { securityContext: { ...GOOD, procMount: 'Unmasked' } }],
  ['runAsNonRoot != true', { securityContext: { ...GOOD, runAsNonRoot: false } }],
  ['runAsUser=0', { securityContext: { ...GOOD, runAsUser: 0 } }],
  ['seLinuxOptions', { securityContext: { ...GOOD, seLinuxOptions: { user: 'u' } } }],
  ['seccompProfile', { securityContext: { ...GOOD, seccompProfile: { type: 'Unconfined' } } }],
  ['hostProcess', { securityContext: { ...GOOD, windowsOptions: { hostProcess: true } } }],
];

const CONTAINERS: readonly (readonly [kind: string, list: string, more: object])[] = [
  ['an init container', 'initContainers', {}],
  ['a sidecar', 'initContainers', { restartPolicy: 'Always' }],
  ['a container', 'containers', {}],
  ['an ephemeral container', 'ephemeralContainers', { targetContainerName: 'ok' }],
];

const ok = { name: 'ok', image: 'i', securityContext: GOOD };

function specWith(list: string, container: object): object {
  const spec: Record<string, unknown> = { ...POD, containers: [ok] };
  spec[list] = [...((spec[list] as object[]) ?? []), container];
  return spec;
}

function writeOf(resource: string, spec: object): TestWrite {
  if (resource === 'podtemplates') return { resource, object: { template: { spec } } };
  const template = { template: { spec } };
  if (resource === 'cronjobs.batch') return { resource, object: { spec: { jobTemplate: { spec: template } } } };
  return { resource, object: { spec: template } };
}

for (const [kind, list, more] of CONTAINERS) {
  describe(kind, () => {
    const good = specWith(list, { ...ok, ...more, name: 'x' });
    it('that is fine', async () => {
      for (const write of [
        { resource: 'pods', object: { spec: good } },
        ...WORKLOAD_RESOURCES.map((r) => writeOf(r, good)),
      ]) {
        const { refused, warnings } = await admit(plugin, write);
        assert.deepEqual([refused, warnings], [undefined, []], write.resource);
      }
    });
    for (const [found, fault] of FAULTS) {
      const spec = specWith(list, { name: 'x', image: 'i', ...more, ...fault });
      const what = JSON.stringify(fault);
      it(`in a pod: ${what}`, async () => {
        const { refused } = await admit(plugin, { resource: 'pods', object: { spec } });
        assert.ok(
          refused?.startsWith(`pods "x" is forbidden: violates PodSecurity "restricted:latest": ${found} (`),
          refused,
        );
        assert.match(refused!, /container "x"/);
      });
      it(`in every workload: ${what}`, async () => {
        for (const resource of WORKLOAD_RESOURCES) {
          const { refused, warnings } = await admit(plugin, writeOf(resource, spec));
          assert.equal(refused, undefined, resource);
          assert.ok(warnings[0]?.startsWith(`would violate PodSecurity "restricted:latest": ${found} (`), resource);
        }
      });
    }
  });
}

it('an ephemeral container is refused where it is added to a running pod', async () => {
  const { refused } = await admit(plugin, {
    operation: 'UPDATE',
    resource: 'pods/ephemeralcontainers',
    oldObject: { spec: { ...POD, containers: [ok] } },
    object: { spec: { ...POD, containers: [ok], ephemeralContainers: [{ name: 'x', image: 'i' }] } },
  });
  assert.match(refused!, /container "x" must set securityContext.allowPrivilegeEscalation=false/);
});

it('a replication controller may have no template', async () => {
  const { refused, warnings } = await admit(plugin, { resource: 'replicationcontrollers', object: { spec: {} } });
  assert.deepEqual([refused, warnings], [undefined, []]);
});
