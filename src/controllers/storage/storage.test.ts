import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { openTestCluster, type TestCluster } from '../../assembly/testing-controllers.ts';

const CLAIMS = '/api/v1/namespaces/default/persistentvolumeclaims';
const VOLUMES = '/api/v1/persistentvolumes';
const CLASSES = '/apis/storage.k8s.io/v1/volumeattributesclasses';
const PODS = '/api/v1/namespaces/default/pods';
const claim = (finalizers: string[] = []) => ({
  metadata: { name: 'c', finalizers },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
});
const pod = (name: string, nodeName?: string) => ({
  metadata: { name },
  spec: {
    ...(nodeName && { nodeName }),
    containers: [{ name: 'c', image: 'i' }],
    volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'c' } }],
  },
});

describe('storage', () => {
  let cluster: TestCluster;
  beforeEach(async () => {
    cluster = await openTestCluster();
  });
  afterEach(() => cluster.close());

  it('a claim goes once no pod with a node uses it', async () => {
    await cluster.create(CLAIMS, claim(['kubernetes.io/pvc-protection']));
    await cluster.create(PODS, pod('running', 'n'));
    await cluster.create(PODS, pod('pending'));
    await cluster.call('DELETE', `${CLAIMS}/c`);
    const held = await cluster.until(`${CLAIMS}/c`, (_, body) => body.metadata.deletionTimestamp !== undefined);
    assert.deepEqual(held.metadata.finalizers, ['kubernetes.io/pvc-protection']);
    await cluster.call('DELETE', `${PODS}/running?gracePeriodSeconds=0`);
    await cluster.untilGone(`${CLAIMS}/c`);
  });

  it('a volume goes once it is not bound', async () => {
    await cluster.create(VOLUMES, {
      metadata: { name: 'v', finalizers: ['kubernetes.io/pv-protection', 'other/one'] },
      spec: { accessModes: ['ReadWriteOnce'], capacity: { storage: '1Gi' }, hostPath: { path: '/tmp/v' } },
    });
    await cluster.call('DELETE', `${VOLUMES}/v`);
    const body = await cluster.until(`${VOLUMES}/v`, (_, found) => found.metadata.finalizers.length === 1);
    assert.deepEqual(body.metadata.finalizers, ['other/one'], 'the finalizers of others stay');
  });

  it('a class of attributes goes once no claim and no volume has it', async () => {
    const finalizers = ['kubernetes.io/vac-protection'];
    await cluster.create(CLASSES, {
      metadata: { name: 'fast', finalizers },
      driverName: 'd',
      parameters: { iops: '9' },
    });
    const { metadata, spec } = claim();
    await cluster.create(CLAIMS, { metadata, spec: { ...spec, volumeAttributesClassName: 'fast' } });
    await cluster.create(VOLUMES, {
      metadata: { name: 'v' },
      spec: {
        accessModes: ['ReadWriteOnce'],
        capacity: { storage: '1Gi' },
        csi: { driver: 'd', volumeHandle: 'h' },
        volumeAttributesClassName: 'fast',
      },
    });
    await cluster.call('DELETE', `${CLASSES}/fast`);
    await cluster.call('DELETE', `${CLAIMS}/c`);
    await cluster.untilGone(`${CLAIMS}/c`);
    const held = await cluster.until(`${CLASSES}/fast`, (_, body) => body.metadata.deletionTimestamp !== undefined);
    assert.deepEqual(held.metadata.finalizers, finalizers, 'the volume has it still');
    await cluster.call('DELETE', `${VOLUMES}/v`);
    await cluster.untilGone(`${CLASSES}/fast`);
  });

  it('a claim without a class gets the default one when that comes', async () => {
    await cluster.create(CLAIMS, claim());
    await cluster.create('/apis/storage.k8s.io/v1/storageclasses', {
      metadata: { name: 'gold', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
      provisioner: 'a.b/c',
    });
    await cluster.until(`${CLAIMS}/c`, (_, body) => body.spec.storageClassName === 'gold');
  });
});
