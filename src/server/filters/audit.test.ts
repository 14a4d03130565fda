import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openTestApi } from '../../assembly/testing.ts';
import { type Policy, rule } from '../../audit/policy/policy.ts';

const EVERYTHING: Policy = { rules: [rule('RequestResponse')], omitStages: [], omitManagedFields: true };
const MAPS = '/api/v1/namespaces/default/configmaps';
const MAP = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, data: { a: 'b' } };

async function recorded(policy: Policy, work: (call: Awaited<ReturnType<typeof openTestApi>>) => Promise<unknown>) {
  const events: any[] = [];
  const api = await openTestApi({ audit: { policy, events } });
  events.length = 0;
  await work(api);
  await api.close();
  return events;
}

test('a write is recorded as it is received and as it is answered', async () => {
  const [received, complete, ...more] = await recorded(EVERYTHING, ({ call }) =>
    call('POST', `${MAPS}?fieldManager=m`, MAP),
  );
  assert.deepEqual(more, []);
  assert.equal(received.stage, 'RequestReceived');
  assert.equal(received.responseStatus, undefined);
  const { requestReceivedTimestamp, stageTimestamp, responseObject, requestObject, ...told } = complete;
  assert.match(requestReceivedTimestamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
  assert.ok(stageTimestamp >= requestReceivedTimestamp);
  assert.deepEqual(requestObject, MAP);
  assert.equal(responseObject.metadata.resourceVersion !== undefined, true);
  assert.equal(responseObject.metadata.managedFields, undefined);
  assert.deepEqual(told, {
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level: 'RequestResponse',
    auditID: 'audit',
    stage: 'ResponseComplete',
    requestURI: `${MAPS}?fieldManager=m`,
    verb: 'create',
    user: { username: 'admin', groups: ['system:masters'] },
    sourceIPs: [''],
    userAgent: 'test/1',
    objectRef: { resource: 'configmaps', namespace: 'default', name: 'c', apiVersion: 'v1' },
    responseStatus: { metadata: {}, code: 201 },
    annotations: {
      'allium.dev/authentication-method': 'test',
      'authorization.k8s.io/decision': 'allow',
      'authorization.k8s.io/reason': 'a test',
    },
  });
});

test('a patch, a protobuf-free delete and a refusal show what they brought and what they got', async () => {
  const events = await recorded(EVERYTHING, async ({ call }) => {
    await call('POST', MAPS, MAP);
    await call('PATCH', `${MAPS}/c`, { data: { a: 'c' } }, { 'content-type': 'application/merge-patch+json' });
    await call('DELETE', `${MAPS}/c`, { kind: 'DeleteOptions', apiVersion: 'v1', gracePeriodSeconds: 0 });
    await call('GET', `${MAPS}/c`);
  });
  const complete = events.filter(({ stage }) => stage === 'ResponseComplete');
  assert.deepEqual(complete[1].requestObject, { data: { a: 'c' } });
  assert.equal(complete[2].requestObject.gracePeriodSeconds, 0);
  assert.deepEqual(complete[3].responseStatus, {
    metadata: {},
    status: 'Failure',
    message: 'configmaps "c" not found',
    reason: 'NotFound',
    details: { name: 'c', kind: 'configmaps' },
    code: 404,
  });
});

test('a watch is recorded when it starts and when it ends', async () => {
  const events = await recorded(EVERYTHING, async ({ watch }) => {
    const open = await watch(`${MAPS}?watch=1`);
    open.close();
    await open.next();
  });
  assert.deepEqual(
    events.map(({ stage }) => stage),
    ['RequestReceived', 'ResponseStarted', 'ResponseComplete'],
  );
});

test('who acts as another is told', async () => {
  const [event] = await recorded({ ...EVERYTHING, omitStages: ['RequestReceived'] }, ({ call }) =>
    call('GET', MAPS, undefined, { 'impersonate-user': 'jane' }),
  );
  assert.equal(event.user.username, 'admin');
  assert.deepEqual(event.impersonatedUser, { username: 'jane', groups: ['system:authenticated'] });
});

test('what the policy leaves out is not recorded', async () => {
  const policy: Policy = {
    ...EVERYTHING,
    rules: [
      rule('None', { verbs: ['get'] }),
      rule('Metadata', { resources: [{ group: '', resources: ['configmaps'], resourceNames: [] }] }),
    ],
    omitStages: ['RequestReceived'],
  };
  const events = await recorded(policy, async ({ call }) => {
    await call('POST', MAPS, MAP);
    await call('GET', `${MAPS}/c`);
    await call('GET', '/api/v1/pods');
  });
  assert.equal(events.length, 1);
  assert.equal(events[0].requestObject, undefined);
  assert.equal(events[0].responseObject, undefined);
});

test('each policy has recorded what it wants, and no more', async () => {
  const maps = { resources: [{ group: '', resources: ['configmaps'], resourceNames: [] }] };
  const policies: Record<string, Policy> = {
    everything: { rules: [rule('RequestResponse')], omitStages: [], omitManagedFields: false },
    shorter: { rules: [rule('Request', maps)], omitStages: ['RequestReceived'], omitManagedFields: true },
    metadata: { rules: [rule('Metadata')], omitStages: ['RequestReceived'], omitManagedFields: false },
    nothing: { rules: [rule('None')], omitStages: [], omitManagedFields: false },
  };
  const routes = Object.values(policies).map((policy) => ({ policy, events: [] as any[] }));
  const api = await openTestApi({ audit: routes });
  for (const { events } of routes) events.length = 0;
  const managedFields = [{ manager: 'm', operation: 'Update', apiVersion: 'v1', fieldsType: 'FieldsV1', fieldsV1: {} }];
  const map = { ...MAP, metadata: { ...MAP.metadata, managedFields } };
  await api.call('POST', MAPS, map);
  await api.call('GET', '/api/v1/pods');
  await api.close();
  const seen = routes.map(({ events }) =>
    events.map(({ level, verb, stage, requestObject, responseObject }) => [
      `${level} ${verb} ${stage}`,
      requestObject && (requestObject.metadata.managedFields ? 'whole' : 'short'),
      responseObject && 'answer',
    ]),
  );
  assert.deepEqual(seen, [
    [
      ['RequestResponse create RequestReceived', undefined, undefined],
      ['RequestResponse create ResponseComplete', 'whole', 'answer'],
      ['RequestResponse list RequestReceived', undefined, undefined],
      ['RequestResponse list ResponseComplete', undefined, 'answer'],
    ],
    [['Request create ResponseComplete', 'short', undefined]],
    [
      ['Metadata create ResponseComplete', undefined, undefined],
      ['Metadata list ResponseComplete', undefined, undefined],
    ],
    [],
  ]);
});
