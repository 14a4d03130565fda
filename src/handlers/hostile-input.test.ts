/** Bodies, paths and parameters made to hurt, through the whole chain. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openTestApi, type TestApi } from '../assembly/testing.ts';

const COLLECTION = '/api/v1/namespaces/default/configmaps';
const MERGE = 'application/merge-patch+json';
const STRATEGIC = 'application/strategic-merge-patch+json';
const JSON_PATCH = 'application/json-patch+json';
const APPLY = 'application/apply-patch+yaml';
let api: TestApi;
before(async () => {
  api = await openTestApi();
});
after(() => api.close());

let count = 0;
const fresh = () => {
  count += 1;
  return `h-${count}`;
};
const json = (name: string, rest: string) =>
  `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"${name}"}${rest}}`;
async function created(rest = ',"data":{"a":"1"}'): Promise<string> {
  const name = fresh();
  const { status, text } = await api.call('POST', COLLECTION, json(name, rest));
  assert.equal(status, 201, text);
  return name;
}
const send = (method: string, path: string, body: unknown, type = 'application/json') =>
  api.call(method, path, body, { 'content-type': type });

/** The server is unharmed: it answers, and objects have what they had. */
async function assertUnharmed(): Promise<void> {
  assert.equal((await api.call('GET', '/api/v1/namespaces/default')).status, 200);
  assert.equal(({} as any).polluted, undefined);
  assert.equal(Object.getPrototypeOf({}), Object.prototype);
}

const POLLUTING = '{"__proto__":{"polluted":"yes"}}';
const POLLUTING_DATA = '{"__proto__":"polluted","constructor":"c","prototype":"p"}';
const POLLUTIONS: [what: string, method: string, type: string, body: (name: string) => string][] = [
  ['PUT', 'PUT', 'application/json', (name) => json(name, `,"data":${POLLUTING_DATA}`)],
  ['a merge patch', 'PATCH', MERGE, () => `{"data":${POLLUTING_DATA}}`],
  ['a strategic patch', 'PATCH', STRATEGIC, () => `{"data":${POLLUTING_DATA}}`],
  ['an apply', 'PATCH', APPLY, (name) => json(name, `,"data":${POLLUTING_DATA}`)],
];
for (const [what, method, type, body] of POLLUTIONS) {
  test(`__proto__ in ${what} is a key like any other`, async () => {
    const name = await created('');
    const answer = await send(method, `${COLLECTION}/${name}?fieldManager=m`, body(name), type);
    assert.equal(answer.status, 200, answer.text);
    const { text } = await api.call('GET', `${COLLECTION}/${name}`);
    assert.match(text, /"__proto__":"polluted"/);
    assert.match(text, /"constructor":"c"/);
    assert.deepEqual((await api.call('GET', `${COLLECTION}?labelSelector=constructor`)).body.items, []);
    await assertUnharmed();
  });
}

for (const [what, method, type, body] of [
  ['PUT', 'PUT', 'application/json', (name: string) => json(name, `,"__proto__":{"polluted":"yes"}`)],
  [
    'PUT, in metadata',
    'PUT',
    'application/json',
    (name: string) =>
      `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"${name}","__proto__":{"polluted":"yes"}}}`,
  ],
  ['a merge patch', 'PATCH', MERGE, () => POLLUTING],
  ['a merge patch, in metadata', 'PATCH', MERGE, () => `{"metadata":${POLLUTING}}`],
  ['a strategic patch', 'PATCH', STRATEGIC, () => POLLUTING],
  ['a JSON patch', 'PATCH', JSON_PATCH, () => '[{"op":"add","path":"/__proto__/polluted","value":"yes"}]'],
  [
    'a JSON patch of the constructor',
    'PATCH',
    JSON_PATCH,
    () => '[{"op":"add","path":"/constructor/prototype/polluted","value":"yes"}]',
  ],
  ['an apply', 'PATCH', APPLY, (name: string) => json(name, `,"__proto__":{"polluted":"yes"}`)],
] as const) {
  test(`__proto__ as a field of ${what} sets nothing`, async () => {
    const name = await created();
    await send(method, `${COLLECTION}/${name}?fieldManager=m`, body(name), type);
    const { text } = await api.call('GET', `${COLLECTION}/${name}`);
    assert.doesNotMatch(text, /polluted":"yes/);
    await assertUnharmed();
  });
}

test('CVE-2019-1002100: a JSON patch that multiplies by copying is refused', async () => {
  const name = await created(`,"data":{"a":"${'x'.repeat(100_000)}"}`);
  const copies = Array.from({ length: 60 }, (_, n) => ({ op: 'copy', from: '/data', path: `/data/k${n}` }));
  const doubling = Array.from({ length: 40 }, (_, n) => ({ op: 'copy', from: n ? `/b${n - 1}` : '', path: `/b${n}` }));
  const many = Array.from({ length: 10_001 }, () => ({ op: 'test', path: '/data/a', value: 'x' }));
  for (const [body, status] of [
    [copies, 422],
    [doubling, 422],
    [many, 413],
  ] as const) {
    assert.equal((await send('PATCH', `${COLLECTION}/${name}`, body, JSON_PATCH)).status, status);
  }
  await assertUnharmed();
});

test('CVE-2019-11253: YAML that multiplies by aliases is refused on every path', async () => {
  const layers = Array.from({ length: 9 }, (_, n) =>
    n === 0
      ? 'a0: &a0 [lol,lol,lol,lol,lol,lol,lol,lol,lol]'
      : `a${n}: &a${n} [${Array.from({ length: 9 }, () => `*a${n - 1}`).join(',')}]`,
  );
  const bomb = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: bomb}\n${layers.join('\n')}\n`;
  const name = await created();
  for (const [method, path, type] of [
    ['POST', COLLECTION, 'application/yaml'],
    ['PUT', `${COLLECTION}/${name}`, 'application/yaml'],
    ['PATCH', `${COLLECTION}/${name}?fieldManager=m`, APPLY],
    ['DELETE', `${COLLECTION}/${name}`, 'application/yaml'],
  ] as const) {
    const { status } = await send(method, path, bomb, type);
    assert.equal(status, 400, `${method} ${type}`);
  }
  await assertUnharmed();
});

const MANY = 20_001;
const manyKeys = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`k${n}`, '']));
const withKeys = (name: string, count: number) =>
  JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: manyKeys(count) });

test('bodies of too many values are refused, whatever their format, and objects do not grow beyond', async () => {
  const name = await created();
  const quarter = await created(`,"data":${JSON.stringify(manyKeys(MANY / 4))}`);
  const grown = { data: Object.fromEntries(Array.from({ length: MANY * 0.6 }, (_, n) => [`l${n}`, ''])) };
  for (const [method, path, type, body] of [
    ['POST', COLLECTION, 'application/json', withKeys(fresh(), MANY)],
    ['PUT', `${COLLECTION}/${name}`, 'application/json', withKeys(name, MANY)],
    ['PATCH', `${COLLECTION}/${name}`, MERGE, withKeys(name, MANY)],
    ['PATCH', `${COLLECTION}/${name}?fieldManager=m`, APPLY, withKeys(name, MANY)],
    // As many again are in its managedFields, which an apply does not do without.
    ['PATCH', `${COLLECTION}/${quarter}?fieldManager=m`, APPLY, { ...JSON.parse(json(quarter, '')), ...grown }],
  ] as const) {
    const answer = await send(method, path, body, type);
    assert.equal(answer.status, 413, `${method} ${type}: ${answer.text.slice(0, 200)}`);
    assert.equal(answer.body.message, 'Request entity too large: too many JSON values, limit is 20000');
    assert.equal(answer.body.reason, 'RequestEntityTooLarge');
  }
  assert.equal((await api.call('DELETE', `${COLLECTION}/${quarter}`)).status, 200);
});

test('kinds that need them may have more values', async () => {
  const properties = Object.fromEntries(Array.from({ length: 8000 }, (_, n) => [`p${n}`, { type: 'string' }]));
  const version = {
    name: 'v1',
    served: true,
    storage: true,
    schema: { openAPIV3Schema: { type: 'object', properties } },
  };
  const names = { kind: 'A', plural: 'as' };
  const spec = { group: 'b.c', scope: 'Namespaced', names, versions: [version] };
  const path = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions?dryRun=All';
  const answer = await send('POST', path, { metadata: { name: 'as.b.c' }, spec });
  assert.equal(answer.status, 201, answer.text.slice(0, 200));
  const many = Object.fromEntries(Array.from({ length: 25_000 }, (_, n) => [`p${n}`, { type: 'string' }]));
  version.schema.openAPIV3Schema.properties = many;
  assert.equal((await send('POST', path, { metadata: { name: 'as.b.c' }, spec })).status, 413);
});

const DEEP = 100_000;
for (const [what, type, body] of [
  ['JSON lists', 'application/json', '['.repeat(DEEP)],
  ['JSON objects', 'application/json', '{"a":'.repeat(DEEP)],
  ['closed JSON', 'application/json', '['.repeat(DEEP) + ']'.repeat(DEEP)],
  ['YAML flow lists', 'application/yaml', 'a: '.concat('['.repeat(DEEP))],
  ['YAML block lists', 'application/yaml', '- '.repeat(5000)],
] as const) {
  test(`CVE-2019-11254: ${what}, nested deep, are refused`, async () => {
    const { status } = await send('POST', COLLECTION, body, type);
    assert.equal(status, 400);
    await assertUnharmed();
  });
}
for (const type of [MERGE, STRATEGIC, JSON_PATCH, APPLY]) {
  test(`nested deep in ${type}: refused`, async () => {
    const nested = `{"data":${'{"a":'.repeat(1000)}1${'}'.repeat(1000)}}`;
    const body = type === JSON_PATCH ? `[{"op":"add","path":"/data","value":${nested}}]` : nested;
    const { status } = await send('PATCH', `${COLLECTION}/${await created()}?fieldManager=m`, body, type);
    assert.equal(status, 400);
  });
}

for (const [what, body] of [
  ['a lone surrogate', json('x', ',"data":{"a":"\\ud800"}')],
  ['a NUL', json('x', ',"data":{"a":"\\u0000"}')],
  ['no UTF-8', Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')])],
  ['a number where text belongs', json('x', ',"data":{"a":1}')],
  ['a list for an object', '[]'],
  ['nothing', ''],
  ['half of it', json('x', '').slice(0, -5)],
  ['two of it', json('x', '') + json('y', '')],
  ['a number out of range', json('x', ',"immutable":1e999')],
] as const) {
  test(`a body with ${what} is refused`, async () => {
    const answer = await send('POST', COLLECTION, body);
    assert.equal(answer.status, 400, answer.text);
    assert.equal(answer.body.kind, 'Status');
  });
}

test('a body of 3 MiB is taken, and comes back as it was', async () => {
  const value = 'é'.repeat(500_000);
  const name = await created(`,"binaryData":{},"data":{"a":"${value.slice(0, 400_000)}"}`);
  assert.equal((await api.call('GET', `${COLLECTION}/${name}`)).body.data.a, value.slice(0, 400_000));
  const tooMuchForTheKind = await send('POST', COLLECTION, json(fresh(), `,"data":{"a":"${'x'.repeat(2_900_000)}"}`));
  assert.equal(tooMuchForTheKind.status, 422);
  assert.match(tooMuchForTheKind.body.message, /Too long: may not be more than 1048576 bytes/);
});

for (const query of [
  'limit=x',
  'limit=99999999999999999999',
  'labelSelector=%3D%3D',
  'fieldSelector=nothing%3Dx',
  'resourceVersionMatch=Sometimes&resourceVersion=1',
  'continue=%00',
  'continue=e30',
  'timeoutSeconds=x',
]) {
  test(`GET ?${query} is refused as the client's mistake`, async () => {
    const { status, body } = await api.call('GET', `${COLLECTION}?${query}`);
    assert.ok(status === 400 || status === 422, `${status}`);
    assert.equal(body.kind, 'Status');
  });
}
for (const query of ['dryRun=Some', 'fieldValidation=Loose', `fieldManager=${'m'.repeat(200)}`, 'fieldManager=%07']) {
  test(`POST ?${query} is refused, and nothing is stored`, async () => {
    const name = fresh();
    assert.equal((await send('POST', `${COLLECTION}?${query}`, json(name, ''))).status, 422);
    assert.equal((await api.call('GET', `${COLLECTION}/${name}`)).status, 404);
  });
}
