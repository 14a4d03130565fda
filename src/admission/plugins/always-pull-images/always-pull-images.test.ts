import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { admit, attributesOf } from '../../testing.ts';
import { AlwaysPullImages } from './always-pull-images.ts';

const plugin = new AlwaysPullImages();
const image = (policy?: string, name = 'i') => ({ image: name, ...(policy && { imagePullPolicy: policy }) });
const LISTS = ['containers', 'initContainers', 'ephemeralContainers'];

describe('every kind of container', () => {
  for (const list of LISTS) {
    for (const policy of [undefined, 'IfNotPresent', 'Never', 'Always']) {
      it(`${list} with ${policy ?? 'no policy'}`, async () => {
        const { object } = await admit(plugin, { resource: 'pods', object: { spec: { [list]: [image(policy)] } } });
        assert.equal(object.spec[list][0].imagePullPolicy, 'Always');
      });
    }
  }

  it('a sidecar', async () => {
    const sidecar = { ...image('Never'), restartPolicy: 'Always' };
    const { object } = await admit(plugin, { resource: 'pods', object: { spec: { initContainers: [sidecar] } } });
    assert.equal(object.spec.initContainers[0].imagePullPolicy, 'Always');
  });

  it('a volume that is an image', async () => {
    const volumes = [{ name: 'v', image: { reference: 'r', pullPolicy: 'Never' } }];
    const { object } = await admit(plugin, { resource: 'pods', object: { spec: { volumes } } });
    assert.equal(object.spec.volumes[0].image.pullPolicy, 'Always');
  });
});

it('an ephemeral container that is added to a running pod', async () => {
  const { object } = await admit(plugin, {
    operation: 'UPDATE',
    resource: 'pods/ephemeralcontainers',
    oldObject: { spec: { containers: [image('Always')] } },
    object: { spec: { containers: [image('Always')], ephemeralContainers: [image('Never', 'debug')] } },
  });
  assert.equal(object.spec.ephemeralContainers[0].imagePullPolicy, 'Always');
});

it('an update without a new image is left alone', async () => {
  const old = { spec: { containers: [image('Never')] } };
  const { object, refused } = await admit(plugin, {
    operation: 'UPDATE',
    resource: 'pods',
    oldObject: old,
    object: { ...old, metadata: { labels: { a: 'b' } } },
  });
  assert.equal(object.spec.containers[0].imagePullPolicy, 'Never');
  assert.equal(refused, undefined);
});

describe('an update without a new image keeps what was set', () => {
  const container = (name: string, policy: string) => ({ name, ...image(policy) });
  const volume = (policy: string) => ({ name: 'v', image: { reference: 'r', pullPolicy: policy } });
  const update = (oldSpec: object, spec: object) =>
    admit(plugin, { operation: 'UPDATE', resource: 'pods', oldObject: { spec: oldSpec }, object: { spec } });

  it('of each container by itself', async () => {
    const { object } = await update(
      { containers: [container('a', 'Always'), container('b', 'Never')] },
      { containers: [container('a', 'IfNotPresent'), container('b', 'IfNotPresent')] },
    );
    assert.deepEqual(
      object.spec.containers.map(({ imagePullPolicy }: any) => imagePullPolicy),
      ['Always', 'IfNotPresent'],
    );
  });

  it('of a volume', async () => {
    const { object } = await update({ volumes: [volume('Always')] }, { volumes: [volume('IfNotPresent')] });
    assert.equal(object.spec.volumes[0].image.pullPolicy, 'Always');
  });
});

it('what was changed behind its back is refused', () => {
  const write = { resource: 'pods', object: { spec: { initContainers: [image('Never')], containers: [image()] } } };
  assert.throws(() => plugin.validate(attributesOf(write)), {
    message:
      'pods "x" is forbidden: spec.initContainers[0].imagePullPolicy: Unsupported value: "Never": supported values: "Always", spec.containers[0].imagePullPolicy: Unsupported value: "": supported values: "Always"',
  });
});

for (const resource of ['pods/status', 'deployments.apps', 'configmaps']) {
  it(`${resource} are none of its business`, async () => {
    const { object } = await admit(plugin, { resource, object: { spec: { containers: [image('Never')] } } });
    assert.equal(object.spec.containers[0].imagePullPolicy, 'Never');
  });
}
