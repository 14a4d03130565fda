import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openTestApi, type TestApi } from '../assembly/testing.ts';

const COLLECTION = '/api/v1/namespaces/default/configmaps';
const PODS = '/api/v1/namespaces/default/pods';
const JSON_PATCH = 'application/json-patch+json';
const MERGE = 'application/merge-patch+json';
const STRATEGIC = 'application/strategic-merge-patch+json';
let api: TestApi;
before(async () => {
  api = await openTestApi();
});
after(() => api.close());

let count = 0;
const fresh = () => {
  count += 1;
  return `p-${count}`;
};
async function created(data: object = { a: '1' }): Promise<string> {
  const name = fresh();
  await api.call('POST', COLLECTION, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data });
  return name;
}
const patch = (path: string, type: string, body: unknown) => api.call('PATCH', path, body, { 'content-type': type });

for (const [type, body] of [
  [JSON_PATCH, [{ op: 'add', path: '/data/b', value: '2' }]],
  [MERGE, { data: { b: '2' } }],
  [STRATEGIC, { data: { b: '2' } }],
] as const) {
  test(`${type} changes what it names`, async () => {
    const name = await created();
    const { status, body: patched } = await patch(`${COLLECTION}/${name}`, type, body);
    assert.equal(status, 200);
    assert.deepEqual(patched.data, { a: '1', b: '2' });
    const again = await patch(`${COLLECTION}/${name}`, type, body);
    assert.equal(again.body.metadata.resourceVersion, patched.metadata.resourceVersion, 'nothing new is not written');
  });
}

test('a strategic patch merges lists by their keys, a merge patch replaces them', async () => {
  const name = fresh();
  const containers = [{ name: 'a', image: 'a' }];
  await api.call('POST', PODS, { apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec: { containers } });
  const images = async (type: string) =>
    (await patch(`${PODS}/${name}?dryRun=All`, type, { spec: { containers: [{ name: 'a', image: 'x' }] } })).body.spec
      .containers[0];
  assert.equal((await images(STRATEGIC)).terminationMessagePath, '/dev/termination-log');
  assert.equal((await images(MERGE)).image, 'x');
});

test('a resourceVersion in a patch is a precondition', async () => {
  const name = await created();
  const { status, body } = await patch(`${COLLECTION}/${name}`, MERGE, {
    metadata: { resourceVersion: '1' },
    data: { b: '2' },
  });
  assert.equal(status, 409);
  assert.match(body.message, /the object has been modified/);
});

for (const type of [JSON_PATCH, STRATEGIC]) {
  test(`null is a patch that changes nothing: ${type}`, async () => {
    const name = await created();
    const before = await api.call('GET', `${COLLECTION}/${name}`);
    const { status, body } = await patch(`${COLLECTION}/${name}`, type, null);
    assert.deepEqual([status, body], [200, before.body]);
  });
}

const REFUSED: [what: string, type: string, body: unknown, status: number, message: RegExp][] = [
  ['a missing path', JSON_PATCH, [{ op: 'remove', path: '/data/x' }], 422, /^the server rejected our request/],
  ['no patch at all', JSON_PATCH, { data: {} }, 400, /^error decoding patch: json: cannot unmarshal object/],
  ['a failing test', JSON_PATCH, [{ op: 'test', path: '/data/a', value: 'x' }], 422, /^the server rejected/],
  ['no JSON', MERGE, '{', 400, /^error decoding patch: /],
  [
    'no object',
    MERGE,
    [],
    400,
    /^error decoding patch: json: cannot unmarshal array into Go value of type map\[string\]interface \{\}$/,
  ],
  ['no object', MERGE, null, 400, /^Invalid JSON Patch$/],
  ['no object', STRATEGIC, [], 400, /^json: cannot unmarshal array into Go value of type map\[string\]interface \{\}$/],
  ['no object', STRATEGIC, '"x"', 400, /^json: cannot unmarshal string into Go value of/],
  ['no object', STRATEGIC, 5, 400, /^json: cannot unmarshal number into Go value of/],
  [
    'a wrong type',
    STRATEGIC,
    { data: { a: 1 } },
    422,
    /patch: Invalid value: "map\[data:map\[a:1\]\]": cannot convert int64 to string$/,
  ],
  ['a wrong type', MERGE, { data: { a: 1 } }, 422, /patch: Invalid value: .*cannot unmarshal number/],
  ['another name', MERGE, { metadata: { name: 'x' } }, 400, /^the name of the object \(x\) does not match/],
  ['another namespace', MERGE, { metadata: { namespace: 'x' } }, 400, /^the namespace of the provided object/],
  ['what validation refuses', MERGE, { data: { 'a b': '' } }, 422, /data\[a b\]: Invalid value/],
  [
    'another kind',
    MERGE,
    { kind: 'Secret' },
    422,
    /converting \(v1.Secret\) to \(core.ConfigMap\): unknown conversion$/,
  ],
  ['another version', MERGE, { apiVersion: 'v9' }, 422, /no kind "ConfigMap" is registered for version "v9"/],
  ['another kind', JSON_PATCH, [{ op: 'replace', path: '/kind', value: 'Secret' }], 422, /unknown conversion$/],
  ['a type that is no patch', 'application/json', {}, 415, /^415: Unsupported Media Type$/],
];
for (const [what, type, body, status, message] of REFUSED) {
  test(`a patch with ${what} is refused`, async () => {
    const name = await created();
    const answer = await patch(`${COLLECTION}/${name}`, type, body);
    assert.equal(answer.status, status, answer.text);
    assert.match(answer.body.message, message);
    assert.deepEqual((await api.call('GET', `${COLLECTION}/${name}`)).body.data, { a: '1' });
  });
}

const KIND_KEPT: [what: string, type: string, body: unknown][] = [
  ['takes the kind out', JSON_PATCH, [{ op: 'remove', path: '/kind' }]],
  ['sets the kind to null', MERGE, { kind: null, apiVersion: null }],
  ['names another kind, which a strategic patch does not hear', STRATEGIC, { kind: 'Secret', apiVersion: 'v9' }],
];
for (const [what, type, body] of KIND_KEPT) {
  test(`a patch that ${what} leaves the object its kind`, async () => {
    const name = await created();
    const answer = await patch(`${COLLECTION}/${name}`, type, body);
    assert.equal(answer.status, 200, answer.text);
    assert.deepEqual([answer.body.kind, answer.body.apiVersion], ['ConfigMap', 'v1']);
  });
}

const NAMELESS: [string, string, unknown][] = [
  ['everything', JSON_PATCH, [{ op: 'replace', path: '', value: {} }]],
  ['its metadata', MERGE, { metadata: null }],
  ['its name', MERGE, { metadata: { name: null } }],
];
for (const [what, type, body] of NAMELESS) {
  test(`a patch that takes ${what} from the object is refused`, async () => {
    const name = await created();
    const answer = await patch(`${COLLECTION}/${name}`, type, body);
    assert.equal(answer.status, 400);
    assert.equal(
      answer.body.message,
      `the name of the object (${name} based on URL) was undeterminable: name must be provided`,
    );
  });
}

test('a missing object is not found', async () => {
  assert.equal((await patch(`${COLLECTION}/nowhere`, MERGE, {})).status, 404);
});

const STRICT: [type: string, body: string, told: RegExp][] = [
  [MERGE, '{"data":{"b":"1"},"data":{"b":"2"}}', /strict decoding error: duplicate field \\?"data\\?"/],
  [STRATEGIC, '{"data":{"b":"1","b":"2"}}', /strict decoding error: duplicate field \\?"data\.b\\?"/],
  [
    JSON_PATCH,
    '[{"op":"add","op":"add","path":"/data/b","value":"2"}]',
    /json patch duplicate field \\?"\[0\]\.op\\?"/,
  ],
  [
    JSON_PATCH,
    '[{"op":"test","path":"/data/a","value":"1","because":{"of":1}}]',
    /json patch unknown field \\?"\[0\]\.because\\?"/,
  ],
  [MERGE, '{"date":{}}', /strict decoding error: unknown field \\?"date\\?"/],
];
for (const [type, body, told] of STRICT) {
  test(`${type} ${body}: refused under Strict, warned of under Warn, silent under Ignore`, async () => {
    const name = await created();
    const strict = await patch(`${COLLECTION}/${name}?fieldValidation=Strict`, type, body);
    assert.equal(strict.status, 422);
    assert.match(strict.body.message, told);
    const warned = await patch(`${COLLECTION}/${name}`, type, body);
    assert.equal(warned.status, 200);
    assert.match(String(warned.headers.warning), /field/);
    const ignored = await patch(`${COLLECTION}/${name}?fieldValidation=Ignore`, type, body);
    assert.equal(ignored.headers.warning, undefined);
  });
}

test("another object's uid is a change of what does not change", async () => {
  const name = await created();
  for (const type of [MERGE, STRATEGIC]) {
    const { status, body } = await patch(`${COLLECTION}/${name}`, type, { metadata: { uid: 'other' } });
    assert.equal(status, 422);
    assert.equal(
      body.message,
      `ConfigMap "${name}" is invalid: metadata.uid: Invalid value: "other": field is immutable`,
    );
  }
});

for (const [type, body, message] of [
  [JSON_PATCH, '[', 'error decoding patch: unexpected end of JSON input'],
  [MERGE, '{', 'error decoding patch: unexpected end of JSON input'],
  [STRATEGIC, '{', 'unexpected end of JSON input'],
  [
    JSON_PATCH,
    '[{"op":"add","path":7}]',
    'error decoding patch: json: cannot unmarshal number into Go struct field jsonPatchOp.path of type string',
  ],
] as const) {
  test(`${type} ${body} is no patch`, async () => {
    const { status, body: answer } = await patch(`${COLLECTION}/${await created()}`, type, body);
    assert.equal(status, 400);
    assert.equal(answer.message, message);
  });
}

for (const type of [JSON_PATCH, MERGE, STRATEGIC]) {
  test(`that there is no such object is told before what is wrong with the patch: ${type}`, async () => {
    const { status, body } = await patch(`${COLLECTION}/missing`, type, '{');
    assert.deepEqual([status, body.message], [404, 'configmaps "missing" not found']);
  });
}

test('force is for applies only', async () => {
  const { status, body } = await patch(`${COLLECTION}/${await created()}?force=true`, MERGE, {});
  assert.equal(status, 422);
  assert.match(body.message, /force: Forbidden: may not be specified for non-apply patch/);
});

test('who changed what is kept in managedFields, by the first word of the user agent', async () => {
  const name = await created();
  const { body } = await api.call(
    'PATCH',
    `${COLLECTION}/${name}`,
    { data: { b: '2' } },
    { 'content-type': MERGE, 'user-agent': 'editor/v1 (x)' },
  );
  const owner = body.metadata.managedFields.find(({ manager }: any) => manager === 'editor');
  assert.deepEqual(owner.fieldsV1, { 'f:data': { 'f:b': {} } });
  assert.equal(owner.operation, 'Update');
});

test('a refusal does not tell what a JSON patch copied out of a Secret', async () => {
  const secrets = '/api/v1/namespaces/default/secrets';
  const name = fresh();
  const value = Buffer.from('canary').toString('base64');
  await api.call('POST', secrets, { kind: 'Secret', metadata: { name }, data: { k: value, l: value } });
  for (const op of ['copy', 'move']) {
    for (const to of [
      '/type',
      '/kind',
      '/apiVersion',
      '/metadata/name',
      '/metadata/uid',
      '/metadata/resourceVersion',
      '/metadata/labels',
      '/data',
    ]) {
      const { status, text } = await patch(`${secrets}/${name}`, JSON_PATCH, [{ op, from: '/data/k', path: to }]);
      assert.equal(status, 422, to);
      assert.ok(!text.includes(value), text);
      assert.match(text, /secret contents redacted/);
    }
  }
  const [into, same] = ['/data/m', '/type'].map((path) => [{ op: 'copy', from: '/data/k', path }]);
  assert.equal((await patch(`${secrets}/${name}`, JSON_PATCH, into)).status, 200);
  assert.equal((await patch(`${secrets}/none`, JSON_PATCH, same)).status, 404);
  const retyped = await patch(`${secrets}/${name}`, JSON_PATCH, [{ op: 'replace', path: '/type', value: 'x/y' }]);
  assert.match(retyped.body.message, /type: Invalid value: "x\/y": field is immutable$/);
});
