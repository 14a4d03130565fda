import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AdmissionPlugin } from '../../admission/admission.ts';
import { openTestApi } from '../../assembly/testing.ts';

const MAPS = '/api/v1/namespaces/default/configmaps';
const APPLY = { 'content-type': 'application/apply-patch+yaml' };
const configMap = (metadata: object) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata });

/** What webhooks and policies may do to objects on their way in. */
function changing(change: Record<string, string>): AdmissionPlugin {
  return {
    name: 'changing',
    handles: () => true,
    admit({ object, resource }) {
      if (resource.resource === 'configmaps') Object.assign(object!.metadata, change);
    },
  };
}

async function openChanging(change: Record<string, string>) {
  return openTestApi({ namespaces: ['default', 'other'], admissionPlugins: [changing(change)] });
}

test('an object that admission puts into another namespace is refused', async () => {
  const api = await openChanging({ namespace: 'other' });
  for (const dryRun of ['', '?dryRun=All']) {
    const { status, body } = await api.call('POST', MAPS + dryRun, configMap({ name: 'a' }));
    assert.equal(status, 400);
    const expected = 'the namespace of the provided object does not match the namespace sent on the request';
    assert.equal(body.message, expected);
  }
  const applied = await api.call('PATCH', `${MAPS}/a?fieldManager=test`, configMap({ name: 'a' }), APPLY);
  assert.equal(applied.status, 400);
  assert.equal((await api.call('GET', '/api/v1/namespaces/other/configmaps/a')).status, 404);
  await api.close();
});

test('an object that admission takes out of its namespace stays in it', async () => {
  const api = await openChanging({ namespace: '' });
  const { status, body } = await api.call('POST', MAPS, configMap({ name: 'a' }));
  assert.deepEqual([status, body.metadata.namespace], [201, 'default']);
  await api.close();
});

test('an applied object that admission gives another name is refused, and asked about once', async () => {
  const api = await openChanging({ name: 'b' });
  await api.call('POST', MAPS, configMap({ name: 'b' }));
  const { status, body } = await api.call('PATCH', `${MAPS}/a?fieldManager=test`, configMap({ name: 'a' }), APPLY);
  assert.equal(status, 400);
  assert.equal(body.message, 'the name of the object (b) does not match the name on the URL (a)');
  await api.close();
});

/** Lets an object in when it is told to. */
class SlowPlugin implements AdmissionPlugin {
  readonly name = 'slow';
  readonly asked = Promise.withResolvers<void>();
  readonly answer = Promise.withResolvers<void>();

  handles(): boolean {
    return true;
  }

  async validate({ resource }: { resource: { resource: string } }): Promise<void> {
    if (resource.resource !== 'configmaps') return;
    this.asked.resolve();
    await this.answer.promise;
  }
}

const during = [
  {
    name: 'an object whose namespace ends while it is admitted is refused',
    meanwhile: { method: 'DELETE', path: '/api/v1/namespaces/home' },
    status: 403,
    message:
      'configmaps "a" is forbidden: unable to create new content in namespace home because it is being terminated',
  },
  {
    name: 'an object whose namespace changes while it is admitted comes in',
    meanwhile: { method: 'PATCH', path: '/api/v1/namespaces/home', body: { metadata: { labels: { a: 'b' } } } },
    status: 201,
  },
];
for (const { name, meanwhile, status, message } of during) {
  test(name, async () => {
    const slow = new SlowPlugin();
    const api = await openTestApi({ namespaces: [], admissionPlugins: [slow] });
    const finalized = { metadata: { name: 'home' }, spec: { finalizers: ['kubernetes'] } };
    await api.call('POST', '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', ...finalized });
    const created = api.call('POST', '/api/v1/namespaces/home/configmaps', configMap({ name: 'a' }));
    await slow.asked.promise;
    const { method, path, body } = meanwhile;
    const changed = await api.call(method, path, body, { 'content-type': 'application/merge-patch+json' });
    assert.equal(changed.status, 200, changed.text);
    slow.answer.resolve();
    const answer = await created;
    assert.equal(answer.status, status, answer.text);
    if (message) assert.equal(answer.body.message, message);
    await api.close();
  });
}
