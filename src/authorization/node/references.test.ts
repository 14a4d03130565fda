import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KubeObject } from '../../api/object.ts';
import { podReferences } from './pod-references.ts';
import { useKey } from './use-key.ts';
import { claimOf, volumeSecrets } from './volume-references.ts';

function pod(spec: object, more: { annotations?: Record<string, string>; status?: object } = {}): KubeObject {
  const { annotations, status } = more;
  const metadata = { namespace: 'ns', name: 'p', ...(annotations && { annotations }) };
  return { apiVersion: 'v1', kind: 'Pod', metadata, spec, ...(status && { status }) };
}

const secret = { secretKeyRef: { name: 's', key: 'k' } };
const map = { configMapKeyRef: { name: 'c', key: 'k' } };
const environment = {
  env: [
    { name: 'a', valueFrom: secret },
    { name: 'b', valueFrom: map },
    { name: 'c', value: 'x' },
  ],
};
const environmentFrom = { envFrom: [{ secretRef: { name: 's' } }, { configMapRef: { name: 'c' } }] };
const volume = (source: object) => ({ volumes: [{ name: 'v', ...source }] });
const byReference = { secretRef: { name: 's' } };

const cases: readonly (readonly [name: string, pod: KubeObject, uses: readonly string[]])[] = [
  ['nothing', pod({}), []],
  ['a service account', pod({ serviceAccountName: 'a' }), ['serviceaccount a']],
  ['pull secrets', pod({ imagePullSecrets: [{ name: 's' }, {}, { name: '' }] }), ['secret s']],
  // CVE-2023-2727, CVE-2023-2728 and CVE-2024-3177: containers of every kind, env and envFrom.
  ...['containers', 'initContainers', 'ephemeralContainers'].flatMap((kind) => [
    [`env of ${kind}`, pod({ [kind]: [environment] }), ['configmap c', 'secret s']] as const,
    [`envFrom of ${kind}`, pod({ [kind]: [environmentFrom] }), ['configmap c', 'secret s']] as const,
  ]),
  ['a secret volume', pod(volume({ secret: { secretName: 's' } })), ['secret s']],
  ['a config map volume', pod(volume({ configMap: { name: 'c' } })), ['configmap c']],
  [
    'a projected volume',
    pod(
      volume({
        projected: { sources: [{ secret: { name: 's' } }, { configMap: { name: 'c' } }, { serviceAccountToken: {} }] },
      }),
    ),
    ['configmap c', 'secret s'],
  ],
  ...['cephfs', 'cinder', 'flexVolume', 'iscsi', 'rbd', 'scaleIO', 'storageos'].map(
    (source) => [source, pod(volume({ [source]: byReference })), ['secret s']] as const,
  ),
  ['azureFile', pod(volume({ azureFile: { secretName: 's' } })), ['secret s']],
  ['csi', pod(volume({ csi: { nodePublishSecretRef: { name: 's' } } })), ['secret s']],
  ['a claim', pod(volume({ persistentVolumeClaim: { claimName: 'd' } })), ['persistentvolumeclaim d']],
  ['an ephemeral volume', pod(volume({ ephemeral: {} })), ['persistentvolumeclaim p-v']],
  [
    'resource claims',
    pod(
      {
        resourceClaims: [
          { name: 'a', resourceClaimName: 'direct' },
          { name: 'b', resourceClaimTemplateName: 't' },
          { name: 'c', resourceClaimTemplateName: 't' },
        ],
      },
      {
        status: {
          resourceClaimStatuses: [{ name: 'b', resourceClaimName: 'made' }, { name: 'c' }],
          extendedResourceClaimStatus: { resourceClaimName: 'extended' },
        },
      },
    ),
    ['resourceclaim direct', 'resourceclaim extended', 'resourceclaim made'],
  ],
  [
    'a mirror pod',
    pod(
      { serviceAccountName: 'a', ...volume({ secret: { secretName: 's' } }) },
      {
        annotations: { 'kubernetes.io/config.mirror': '' },
      },
    ),
    [],
  ],
];
for (const [name, object, uses] of cases) {
  test(`a pod refers to ${name}`, () => {
    const keys = uses.map((use) => use.split(' ') as [Parameters<typeof useKey>[0], string]);
    assert.deepEqual(
      podReferences(object).sort(),
      keys.map(([kind, of]) => useKey(kind, 'ns', of)),
    );
  });
}

function persistent(source: object): KubeObject {
  const claimRef = { namespace: 'ns', name: 'd' };
  return { apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name: 'pv' }, spec: { claimRef, ...source } };
}

const elsewhere = { name: 's', namespace: 'other' };
const volumes: readonly (readonly [name: string, source: object, secrets: readonly (readonly [string, string])[]])[] = [
  ['none', { nfs: {} }, []],
  ...['cephfs', 'flexVolume', 'iscsi', 'rbd', 'scaleIO'].flatMap((source) => [
    [`${source} of the claim`, { [source]: byReference }, [['ns', 's']]] as const,
    [`${source} of its own`, { [source]: { secretRef: elsewhere } }, [['other', 's']]] as const,
  ]),
  ['cinder', { cinder: { secretRef: elsewhere } }, [['other', 's']]],
  ['storageos', { storageos: { secretRef: elsewhere } }, [['other', 's']]],
  ['azureFile of the claim', { azureFile: { secretName: 's' } }, [['ns', 's']]],
  ['azureFile of its own', { azureFile: { secretName: 's', secretNamespace: 'other' } }, [['other', 's']]],
  [
    'csi, those that nodes see',
    {
      csi: {
        nodePublishSecretRef: { namespace: 'x', name: 'publish' },
        nodeStageSecretRef: { namespace: 'x', name: 'stage' },
        nodeExpandSecretRef: { namespace: 'x', name: 'expand' },
        controllerPublishSecretRef: { namespace: 'x', name: 'hidden' },
        controllerExpandSecretRef: { namespace: 'x', name: 'hidden' },
      },
    },
    [
      ['x', 'publish'],
      ['x', 'stage'],
      ['x', 'expand'],
    ],
  ],
];
for (const [name, source, secrets] of volumes) {
  test(`secrets of a persistent volume: ${name}`, () => {
    assert.deepEqual(
      volumeSecrets(persistent(source)),
      secrets.map(([namespace, of]) => useKey('secret', namespace, of)),
    );
  });
}

test('the claim of a persistent volume', () => {
  assert.equal(claimOf(persistent({})), useKey('persistentvolumeclaim', 'ns', 'd'));
  assert.equal(claimOf(persistent({ claimRef: undefined })), undefined);
});
