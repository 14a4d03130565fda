/** Protobuf is read from requests, and never answered. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { openTestApi, type TestApi } from '../assembly/testing.ts';
import { bytes, envelope, integer } from '../schema/protobuf/testing/wire-writer.ts';

const PROTOBUF = 'application/vnd.kubernetes.protobuf';
const COLLECTION = '/api/v1/namespaces/default/configmaps';
/** As kubectl sends it. */
const HEADERS = { 'content-type': PROTOBUF, accept: `${PROTOBUF},application/json` };

let api: TestApi;
before(async () => {
  api = await openTestApi();
});
after(() => api.close());

const configMap = (name: string, ...fields: Buffer[]) =>
  envelope('v1', 'ConfigMap', bytes(1, bytes(1, name), bytes(2), bytes(8)), ...fields);
const entry = (key: string, value: string) => bytes(2, bytes(1, key), bytes(2, value));

test('a created object is answered in JSON', async () => {
  const sent = configMap('created', entry('a', 'b'), integer(4, 0));
  const { status, headers, body } = await api.call('POST', COLLECTION, sent, HEADERS);
  assert.equal(status, 201);
  assert.equal(headers['content-type'], 'application/json');
  assert.deepEqual({ data: body.data, immutable: body.immutable }, { data: { a: 'b' }, immutable: false });
  assert.deepEqual((await api.call('GET', `${COLLECTION}/created`)).body, body);
});

test('an object is replaced', async () => {
  await api.call('POST', COLLECTION, configMap('replaced', entry('a', 'b')), HEADERS);
  const { status, body } = await api.call('PUT', `${COLLECTION}/replaced`, configMap('replaced'), HEADERS);
  assert.equal(status, 200);
  assert.equal(body.data, undefined);
});

test('a review is answered', async () => {
  const attributes = bytes(1, bytes(2, 'get'), bytes(5, 'pods'));
  const sent = envelope('authorization.k8s.io/v1', 'SelfSubjectAccessReview', bytes(1), bytes(2, attributes));
  const path = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
  const { status, body } = await api.call('POST', path, sent, HEADERS);
  assert.equal(status, 201);
  assert.deepEqual(body.spec, { resourceAttributes: { verb: 'get', resource: 'pods' } });
  assert.equal(body.status.allowed, true);
});

test('delete options hold', async () => {
  await api.call('POST', COLLECTION, configMap('deleted'), HEADERS);
  const options = (uid: string) => envelope('v1', 'DeleteOptions', bytes(2, bytes(1, uid)));
  const refused = await api.call('DELETE', `${COLLECTION}/deleted`, options('another'), HEADERS);
  assert.equal(refused.status, 409);
  const { uid } = (await api.call('GET', `${COLLECTION}/deleted`)).body.metadata;
  assert.equal((await api.call('DELETE', `${COLLECTION}/deleted`, options(uid), HEADERS)).status, 200);
});

describe('what is no such object is refused', () => {
  const cases: [what: string, method: string, path: string, body: Buffer, message: string][] = [
    [
      'JSON',
      'POST',
      COLLECTION,
      Buffer.from('{}'),
      'the object provided is unrecognized (must be of type ConfigMap): provided data does not appear to be a protobuf message, expected prefix [107 56 115 0] ({})',
    ],
    [
      'a body that breaks off',
      'POST',
      COLLECTION,
      envelope('v1', 'ConfigMap', Buffer.from([0x0a, 0x05])),
      'ConfigMap in version "v1" cannot be handled as a ConfigMap: unexpected EOF',
    ],
    [
      'a field that this version does not have',
      'POST',
      COLLECTION,
      configMap('x', bytes(99, 'new')),
      'ConfigMap in version "v1" cannot be handled as a ConfigMap: proto: ConfigMap: unknown field 99',
    ],
    [
      'another kind, whatever is in it',
      'POST',
      COLLECTION,
      envelope('v1', 'Secret', bytes(99, 'x')),
      'Secret in version "v1" cannot be handled as a ConfigMap: converting (v1.Secret) to (core.ConfigMap): unknown conversion',
    ],
    [
      'delete options of another kind',
      'DELETE',
      `${COLLECTION}/x`,
      envelope('v1', 'Pod', bytes(99, 'x')),
      'no kind "Pod" is registered for version "v1" in scheme "k8s.io/apimachinery/pkg/apis/meta/internalversion/scheme/register.go:27"',
    ],
    ['delete options that break off', 'DELETE', `${COLLECTION}/x`, Buffer.from('k8s\0\n'), 'unexpected EOF'],
  ];
  for (const [what, method, path, body, message] of cases) {
    test(what, async () => {
      const answer = await api.call(method, path, body, HEADERS);
      assert.deepEqual([answer.status, answer.body.message], [400, message]);
    });
  }
});

test('a patch is never protobuf', async () => {
  const { status } = await api.call('PATCH', `${COLLECTION}/created`, configMap('created'), HEADERS);
  assert.equal(status, 415);
});

test('a client that accepts protobuf alone gets nothing', async () => {
  const { status, body } = await api.call('GET', COLLECTION, undefined, { accept: PROTOBUF });
  assert.equal(status, 406);
  assert.doesNotMatch(body.message, /protobuf/);
});

test('an unknown media type is told which there are', async () => {
  const { status, body } = await api.call('POST', COLLECTION, '<x/>', { 'content-type': 'text/xml' });
  assert.equal(status, 415);
  assert.equal(
    body.message,
    'the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf',
  );
});
