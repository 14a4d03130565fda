/** Admission webhooks over real TLS: what they are asked, what they may answer, and what the client is told. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type ConfigurationKind, MUTATING, patchOf, VALIDATING, WebhookBench } from './testing-webhooks.ts';

const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';
const MAPS = [{ apiGroups: [''], apiVersions: ['v1'], operations: ['*'], resources: ['configmaps'] }];

let bench: WebhookBench;
before(async () => {
  bench = await WebhookBench.open();
});
after(() => bench.close());

let count = 0;
function configMap(change: object = {}): any {
  count += 1;
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: `map-${count}`, ...change }, data: { a: '1' } };
}
const create = (object: object, query = '') => bench.api.call('POST', CONFIG_MAPS + query, object);

/** Runs with one webhook configured, and takes it away again. */
async function withHook<T>(kind: ConfigurationKind, hook: object, run: () => Promise<T>): Promise<T> {
  const remove = await bench.configure(kind, [hook]);
  try {
    return await run();
  } finally {
    await remove();
  }
}

test('what a webhook is told of a request', async () => {
  const { server, asked } = await bench.answering(() => ({ allowed: true }));
  const object = configMap();
  await withHook(VALIDATING, bench.hook(server, { rules: MAPS }), () => create(object, '?fieldManager=me'));
  const [{ uid, object: seen, ...request }] = asked;
  assert.match(uid, /^[-0-9a-f]{36}$/);
  assert.equal(seen.metadata.uid?.length, 36, 'validators see what is written');
  assert.deepEqual(request, {
    kind: { group: '', version: 'v1', kind: 'ConfigMap' },
    resource: { group: '', version: 'v1', resource: 'configmaps' },
    requestKind: { group: '', version: 'v1', kind: 'ConfigMap' },
    requestResource: { group: '', version: 'v1', resource: 'configmaps' },
    name: object.metadata.name,
    namespace: 'default',
    operation: 'CREATE',
    userInfo: { username: 'admin', groups: ['system:masters'] },
    oldObject: null,
    dryRun: false,
    options: { kind: 'CreateOptions', apiVersion: 'meta.k8s.io/v1', fieldManager: 'me' },
  });
});

test('a mutation is defaulted and stored, and validating webhooks see it', async () => {
  const mutating = await bench.answering(() => patchOf({ op: 'add', path: '/data/b', value: '2' }));
  const validating = await bench.answering(() => ({ allowed: true }));
  const remove = await bench.configure(MUTATING, [bench.hook(mutating.server, { rules: MAPS })]);
  await withHook(VALIDATING, bench.hook(validating.server, { rules: MAPS }), async () => {
    const { status, body, text } = await create(configMap());
    assert.equal(status, 201, text);
    assert.deepEqual(body.data, { a: '1', b: '2' });
    assert.deepEqual(validating.asked[0].object.data, body.data);
  });
  await remove();
});

describe('a denial', () => {
  const denied = 'admission webhook "hook.example.com" denied the request';
  const cases: [what: string, status: unknown, code: number, message: string, reason?: string][] = [
    ['without a status', undefined, 400, `${denied} without explanation`],
    ['with a message', { message: 'no' }, 400, `${denied}: no`],
    ['with a reason', { reason: 'Forbidden' }, 400, `${denied}: Forbidden`, 'Forbidden'],
    ['with a code', { code: 418, message: 'no' }, 418, `${denied}: no`],
    ['that reads as a success', { code: 200, status: 'Success' }, 400, `${denied} without explanation`],
    ['with a code that is none', { code: 70_000 }, 400, `${denied} without explanation`],
    ['with things of other types', { code: '418', message: 1, reason: [] }, 400, `${denied} without explanation`],
  ];
  for (const kind of [MUTATING, VALIDATING] as const) {
    for (const [what, said, code, message, reason] of cases) {
      test(`${kind}: ${what}`, async () => {
        const { server } = await bench.answering(() => ({ allowed: false, status: said }));
        await withHook(kind, bench.hook(server, { rules: MAPS }), async () => {
          const { status, body } = await create(configMap());
          assert.deepEqual([status, body.message, body.reason, body.status], [code, message, reason, 'Failure']);
        });
      });
    }
  }
});
