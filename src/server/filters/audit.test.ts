import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openTestApi } from '../../assembly/testing.ts';
import type { RecordedEvent } from '../../audit/event.ts';
import { type Policy, rule } from '../../audit/policy/policy.ts';
import { AuditRoute } from '../../audit/route.ts';
import type { ApiResponse } from '../../request/http.ts';
import { StorageError } from '../../storage/errors.ts';
import type { Next } from '../chain.ts';
import { Audit } from './audit.ts';
import { authentication } from './authentication.ts';
import { answer, contextOf } from './testing.ts';

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

for (const [form, accept, expected] of [
  ['YAML', 'application/yaml', { kind: 'ConfigMap' }],
  ['indented', 'application/json;pretty=1', { kind: 'ConfigMap' }],
  ['a table', 'application/json;as=Table;v=v1;g=meta.k8s.io', { kind: 'Table' }],
] as const) {
  test(`an answer in another form, ${form}, shows the object that it shows in JSON`, async () => {
    const events = await recorded(EVERYTHING, async ({ call }) => {
      await call('POST', MAPS, MAP);
      for (const path of [`${MAPS}/c`, MAPS]) await call('GET', path, undefined, { accept });
    });
    const [, one, list] = events.filter(({ stage }) => stage === 'ResponseComplete');
    assert.equal(one.responseObject.kind, expected.kind);
    assert.equal((list.responseObject.items ?? list.responseObject.rows).length, 1);
  });
}

test('a list is recorded as it is answered', async () => {
  let answered: any;
  const events = await recorded({ ...EVERYTHING, omitManagedFields: false }, async ({ call }) => {
    await call('POST', MAPS, MAP);
    answered = (await call('GET', MAPS)).body;
  });
  assert.deepEqual(events.at(-1).responseObject, answered);
});

test('an event can be had without its objects, and says so then; one that has none cannot', async () => {
  const events: RecordedEvent[] = [];
  const policy = { ...EVERYTHING, omitStages: ['RequestReceived' as const] };
  const api = await openTestApi({ audit: { policy, sink: { write: (event) => void events.push(event) } } });
  events.length = 0;
  await api.call('POST', MAPS, MAP);
  await api.call('GET', '/version', undefined, { accept: 'text/plain' });
  await api.close();
  const whole = JSON.parse(events[0]!.json);
  const { requestObject, responseObject, annotations, ...rest } = whole;
  assert.deepEqual(requestObject, MAP);
  assert.deepEqual(JSON.parse(events[0]!.truncated!()), {
    ...rest,
    annotations: { ...annotations, 'audit.k8s.io/truncated': 'true' },
  });
  assert.equal(events[1]!.truncated === undefined, JSON.parse(events[1]!.json).responseObject === undefined);
});

test('discovery is recorded; when nothing changed, nothing is shown', async () => {
  const aggregated = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';
  const [first, second] = await recorded({ ...EVERYTHING, omitStages: ['RequestReceived'] }, async ({ call }) => {
    const { headers } = await call('GET', '/apis', undefined, { accept: aggregated });
    const again = { accept: aggregated, 'if-none-match': String(headers.etag) };
    assert.equal((await call('GET', '/apis', undefined, again)).status, 304);
  });
  assert.equal(first.responseObject.kind, 'APIGroupDiscoveryList');
  assert.deepEqual([second.responseStatus.code, second.responseObject], [304, undefined]);
});

test('a delete tells what was deleted, at every level', async () => {
  const metadata: Policy = { rules: [rule('Metadata')], omitStages: [], omitManagedFields: false };
  const events = await recorded(metadata, async ({ call }) => {
    await call('POST', MAPS, MAP);
    await call('DELETE', `${MAPS}/c`);
  });
  const { details, ...status } = events.at(-1).responseStatus;
  assert.deepEqual(status, { metadata: {}, status: 'Success', code: 200 });
  assert.deepEqual([details.name, details.kind], ['c', 'configmaps']);
  assert.ok(details.uid);
});

test('what is refused about a Secret is recorded without what it quotes, at every level', async () => {
  const secrets = '/api/v1/namespaces/default/secrets';
  const canary = Buffer.from('canary').toString('base64');
  const levels = (['Metadata', 'RequestResponse'] as const).map((level) => ({
    policy: { ...EVERYTHING, rules: [rule(level)] },
    events: [] as any[],
  }));
  const api = await openTestApi({ audit: levels });
  await api.call('POST', secrets, { kind: 'Secret', metadata: { name: 's' }, data: { k: canary } });
  for (const to of ['/type', '/kind', '/metadata/name', '/metadata/labels', '/metadata/annotations', '/metadata/uid']) {
    const patch = [{ op: 'copy', from: '/data/k', path: to }];
    await api.call('PATCH', `${secrets}/s`, patch, { 'content-type': 'application/json-patch+json' });
  }
  const strategic = { 'content-type': 'application/strategic-merge-patch+json' };
  await api.call('PATCH', `${secrets}/s`, { data: { $patch: canary } }, strategic);
  await api.close();
  for (const { events } of levels) {
    const patches = events.filter(({ verb, stage }) => verb === 'patch' && stage === 'ResponseComplete');
    assert.equal(patches.length, 7);
    assert.deepEqual(new Set(patches.map(({ responseStatus }) => responseStatus.message)), new Set(['<redacted>']));
    assert.ok(!JSON.stringify(events).includes(canary));
  }
});

/** Sends it through audit alone. */
async function around(
  next: Next,
  onUnrecordable: (error: unknown) => void = () => assert.fail(),
  context = contextOf('GET', '/x'),
) {
  const events: any[] = [];
  const sink = { write: (event: { json: string }) => void events.push(JSON.parse(event.json)) };
  const ports = { now: () => 0, onEvaluated() {}, onRecorded() {}, onRejected() {}, onUnrecordable };
  const audit = new Audit([new AuditRoute(EVERYTHING, sink)], ports);
  const answered = await Promise.resolve(audit.around(context, next)).catch((error) => error);
  return { events, answered };
}

for (const [what, body, headers] of [
  ['that is compressed', Buffer.from([0x1f, 0x8b, 8]), { 'content-encoding': 'gzip' }],
  ['that is empty', Buffer.alloc(0), {}],
] as const) {
  for (const [when, next] of [
    ['at once', (response: ApiResponse) => response],
    ['later', async (response: ApiResponse) => response],
  ] as const) {
    test(`an answer ${what} goes out as it is, ${when}`, async () => {
      const response = { status: 200, headers: { 'content-type': 'application/json', ...headers }, body };
      const { events, answered } = await around(() => next(response));
      assert.equal(answered, response);
      assert.deepEqual(
        events.map(({ stage, responseObject }) => [stage, responseObject]),
        [['ResponseComplete', undefined]],
      );
    });
  }
}

test('an object that cannot be recorded is missing in the event, and nowhere else', async () => {
  const told: unknown[] = [];
  const response: ApiResponse = { ...answer(), object: () => assert.fail('damaged') };
  const { events, answered } = await around(
    () => response,
    (error) => told.push(error),
  );
  assert.equal(answered, response);
  assert.deepEqual(
    events.map(({ stage, responseStatus }) => [stage, responseStatus.code]),
    [['ResponseComplete', 200]],
  );
  assert.equal(told.length, 1);
});

for (const [what, error, stage, responseStatus] of [
  ['a full store', new StorageError('full', 'no space'), 'ResponseComplete', { code: 507, reason: 'InternalError' }],
  ['a store that is away', new StorageError('unavailable', 'gone'), 'ResponseComplete', { code: 503 }],
  ['what no one foresaw', new TypeError('x'), 'Panic', { code: 500, reason: 'InternalError' }],
] as const) {
  test(`${what} is recorded as the client is told of it`, async () => {
    const { events, answered } = await around(() => Promise.reject(error));
    assert.equal(answered, error);
    assert.deepEqual(
      events.map((event) => event.stage),
      [stage],
    );
    assert.partialDeepStrictEqual(events[0].responseStatus, responseStatus);
  });
}

for (const [when, refusing] of [
  ['has no room', { admit: () => assert.fail('no room') }],
  ['cannot store that the request came', { write: () => Promise.reject(new Error('disk full')) }],
] as const) {
  test(`a strict backend that ${when}: nothing is done, but for those who ask whether the server lives`, async () => {
    let refusals = 0;
    const ports = { now: () => 0, onEvaluated() {}, onRecorded() {}, onUnrecordable: assert.fail };
    const sink = { isStrict: true, write() {}, ...refusing };
    const audit = new Audit([new AuditRoute(EVERYTHING, sink)], { ...ports, onRejected: () => refusals++ });
    const served: string[] = [];
    for (const path of ['/livez', '/healthz/ping', '/readyz', '/metrics', '/livezz', '/api', '/version']) {
      const context = contextOf('GET', path);
      const next = () => {
        served.push(path);
        return answer();
      };
      await Promise.resolve()
        .then(() => audit.around(context, () => audit.received(context, next)))
        .catch(() => {});
    }
    assert.deepEqual(served, ['/livez', '/healthz/ping', '/readyz', '/metrics']);
    assert.equal(refusals, 3);
  });
}

test('a strict backend has it recorded that a request came, whatever the policy leaves out', async () => {
  const stages: Record<string, string[]> = { strict: [], other: [] };
  const audit = Object.entries(stages).map(([name, seen]) => ({
    policy: { ...EVERYTHING, omitStages: ['RequestReceived' as const] },
    sink: { isStrict: name === 'strict', write: ({ stage }: RecordedEvent) => void seen.push(stage) },
  }));
  const api = await openTestApi({ audit });
  for (const seen of Object.values(stages)) seen.length = 0;
  await api.call('GET', MAPS);
  await api.close();
  assert.deepEqual(stages, { strict: ['RequestReceived', 'ResponseComplete'], other: ['ResponseComplete'] });
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

test('a user agent is text, and tokens in a query are not recorded', async () => {
  const events = await recorded({ ...EVERYTHING, omitStages: ['RequestReceived'] }, async ({ call }) => {
    for (const agent of ['Überwacher/1', 'caf\xe9']) {
      const sent = agent.startsWith('Ü') ? Buffer.from(agent).toString('latin1') : agent;
      await call('GET', `${MAPS}?access_token=canary`, undefined, { 'user-agent': sent });
    }
  });
  assert.deepEqual(
    events.map(({ userAgent, requestURI }) => [userAgent, requestURI]),
    ['Überwacher/1', 'caf\ufffd'].map((agent) => [agent, `${MAPS}?access_token=<redacted>`]),
  );
});

test('what strangers ask for is recorded up to a length', async () => {
  const uris: string[] = [];
  for (const name of ['system:anonymous', 'jane']) {
    const context = { ...contextOf('GET', `/x?${'y'.repeat(5000)}`), user: { name, groups: [] } };
    const { events } = await around(() => answer(), undefined, context);
    uris.push(events[0].requestURI);
  }
  assert.deepEqual(
    uris.map((uri) => [uri.length, uri.endsWith('y...TRUNCATED')]),
    [
      [1024 + '...TRUNCATED'.length, true],
      [5003, false],
    ],
  );
});

test('a request counts at the highest level at which it is recorded, once', async () => {
  const counted: string[] = [];
  const ports = { now: () => 0, onRecorded() {}, onRejected() {}, onUnrecordable: assert.fail };
  const routes = (['None', 'Request', 'Metadata'] as const).map(
    (level) => new AuditRoute({ ...EVERYTHING, rules: [rule(level, { verbs: ['get'] })] }, { write() {} }),
  );
  const audit = new Audit(routes, { ...ports, onEvaluated: (level) => counted.push(level) });
  for (const method of ['GET', 'POST']) {
    const context = contextOf(method, '/version');
    await audit.around(context, () => audit.received(context, () => answer()));
  }
  assert.deepEqual(counted, ['Request', 'None']);
});

test('who uses what is deprecated, and the id of what was issued, are told', async () => {
  const accounts = '/api/v1/namespaces/default/serviceaccounts';
  let id = '';
  const events = await recorded({ ...EVERYTHING, omitStages: ['RequestReceived'] }, async ({ call }) => {
    for (const path of ['/api/v1/endpoints', '/api/v1/componentstatuses', '/apis/policy/v1beta1/podsecuritypolicies']) {
      await call('GET', path);
    }
    await call('POST', accounts, { kind: 'ServiceAccount', metadata: { name: 'a' } });
    const { status } = (await call('POST', `${accounts}/a/token`, { kind: 'TokenRequest' })).body;
    id = JSON.parse(Buffer.from(status.token.split('.')[1], 'base64url').toString()).jti;
  });
  const [endpoints, statuses, policies, , token] = events.map(({ annotations }) => annotations);
  for (const { 'k8s.io/deprecated': deprecated } of [endpoints, statuses, policies]) assert.equal(deprecated, 'true');
  assert.deepEqual(
    [endpoints, policies].map((told) => told['k8s.io/removed-release']),
    [undefined, '1.25'],
  );
  assert.equal(token['authentication.kubernetes.io/issued-credential-id'], `JTI=${id}`);
  assert.equal(token['k8s.io/deprecated'], undefined);
});

test('what is to be noted of a credential is on the record, whether it counts or not', async () => {
  const notes = { 'authentication.k8s.io/stale-token': 'subject: x, seconds after warning threshold: 1' };
  const user = { name: 'x', groups: [] };
  for (const found of [
    { outcome: 'authenticated', method: 'm', user, notes },
    { outcome: 'reject', reason: 'r', notes },
  ] as const) {
    const stage = authentication({ name: 'test', authenticate: () => found });
    const context = contextOf('GET', '/x');
    const { events } = await around(() => stage(context, () => answer()), undefined, context);
    assert.equal(
      events[0].annotations['authentication.k8s.io/stale-token'],
      notes['authentication.k8s.io/stale-token'],
    );
  }
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

test('a stream that breaks is recorded as a panic, not as an end', async () => {
  const broken: ApiResponse = { ...answer(), body: () => Promise.reject(new RangeError('x')) };
  const { events, answered } = await around(() => broken);
  const sink = { closed: false, write: () => true, drained: async () => {}, onClose() {} };
  await assert.rejects(answered.body(sink), RangeError);
  assert.deepEqual(
    events.map(({ stage, responseStatus }) => [stage, responseStatus.code, responseStatus.message]),
    [
      ['ResponseStarted', 200, undefined],
      ['Panic', 500, "APIServer panic'd: RangeError"],
    ],
  );
});
