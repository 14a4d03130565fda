/** The forms in which answers go out. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { parse } from 'yaml';
import { openTestApi, type TestApi } from '../../assembly/testing.ts';

const COLLECTION = '/api/v1/namespaces/default/configmaps';
const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io';
const PARTIAL = 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io';
let api: TestApi;
before(async () => {
  api = await openTestApi({ namespaces: ['default', 'empty'] });
  for (let index = 0; index < 300; index += 1) {
    const metadata = { name: `c-${index}`, labels: { index: String(index) } };
    await api.call('POST', COLLECTION, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata,
      data: { text: 'é: "x"\n- y' },
    });
  }
});
after(() => api.close());
const get = (path: string, headers: Record<string, string> = {}) => api.call('GET', path, undefined, headers);

const FORMS: [what: string, query: string, headers: Record<string, string>, read: (text: string) => unknown][] = [
  ['indented for those who ask', 'pretty=true', {}, JSON.parse],
  ['indented for curl', '', { 'user-agent': 'curl/8' }, JSON.parse],
  ['indented by Accept', '', { accept: 'application/json;pretty=1' }, JSON.parse],
  ['as YAML', '', { accept: 'application/yaml' }, parse],
];
for (const [what, query, headers, read] of FORMS) {
  for (const [of, path] of [
    ['an object', `${COLLECTION}/c-7`],
    ['a list', COLLECTION],
    ['an empty list', '/api/v1/namespaces/empty/configmaps'],
  ]) {
    test(`${of} ${what} says what it says in plain JSON`, async () => {
      const { text, status } = await get(`${path}?${query}`, headers);
      assert.equal(status, 200);
      assert.deepEqual(read(text), (await get(path!)).body);
    });
  }
}

test('indentation is that of Go', async () => {
  const { text } = await get(`${COLLECTION}?limit=1&pretty=true`);
  assert.match(
    text,
    /^\{\n {2}"kind": "ConfigMapList",\n {2}"apiVersion": "v1",\n {2}"metadata": \{\n {4}"resourceVersion"/,
  );
  assert.match(text, /\n {2}"items": \[\n {4}\{\n {6}"metadata": \{\n/);
  assert.match(text, /\n {4}\}\n {2}\]\n\}\n$/);
  const empty = await get('/api/v1/namespaces/empty/configmaps?pretty=true');
  assert.match(empty.text, /\n {2}"items": \[\]\n\}\n$/);
});

test('tables and metadata of a list have one row, one item, for each object', async () => {
  const table = (await get(COLLECTION, { accept: TABLE })).body;
  assert.equal(table.rows.length, 300);
  const partial = (await get(COLLECTION, { accept: PARTIAL })).body;
  assert.equal(partial.items.length, 300);
  assert.equal(partial.metadata.resourceVersion, table.metadata.resourceVersion);
  assert.deepEqual(table.rows[5].object.metadata, partial.items[5].metadata);
});

for (const [include, kind] of [
  ['None', undefined],
  ['Metadata', 'PartialObjectMetadata'],
  ['Object', 'ConfigMap'],
] as const) {
  test(`includeObject=${include} puts ${kind ?? 'nothing'} into the rows`, async () => {
    const { body } = await get(`${COLLECTION}?limit=2&includeObject=${include}`, { accept: TABLE });
    assert.equal(body.rows[0].object?.kind, kind);
    assert.ok('object' in body.rows[0], 'null where nothing is asked for');
  });
}

test('includeObject of anything else is refused', async () => {
  const { status, body } = await get(`${COLLECTION}?includeObject=All`, { accept: TABLE });
  assert.equal(status, 400);
  assert.equal(
    body.message,
    `Unable to convert to Table as requested: includeObject: Invalid value: "All": must be 'Metadata', 'Object', 'None', or empty`,
  );
});

for (const [accept, status, type] of [
  ['application/json', 200, 'application/json'],
  ['application/yaml', 200, 'application/yaml'],
  ['*/*', 200, 'application/json'],
  ['text/html, application/*;q=0.5', 200, 'application/json'],
  ['application/yaml;q=0.5, application/json;q=0.9', 200, 'application/json'],
  [`${TABLE.replace('v1', 'v9')}, application/json`, 200, 'application/json'],
  ['text/html', 406, 'application/json'],
  ['application/json;q=0', 406, 'application/json'],
  [TABLE.replace('v=v1', 'v=v9'), 406, 'application/json'],
] as const) {
  test(`Accept: ${accept} → ${status} ${type}`, async () => {
    const answer = await get(`${COLLECTION}/c-1`, { accept });
    assert.deepEqual([answer.status, answer.headers['content-type']], [status, type]);
  });
}

const ACCEPTED = 'only the following media types are accepted: ';
const BOTH = `${ACCEPTED}application/json, application/yaml`;
const STREAMED = `${ACCEPTED}application/json;stream=watch`;
for (const [accept, object, watch] of [
  ['text/html', '406: Not Acceptable', '406: Not Acceptable'],
  ['application/json;g=meta.k8s.io;v=v1', BOTH, BOTH],
  ['application/json;as=ConfigMap;g=;v=v1', BOTH, BOTH],
  ['application/json;as=PartialObject;g=meta.k8s.io;v=v1', BOTH, BOTH],
  ['application/json;as=Table;g=k8s.io;v=v1', BOTH, BOTH],
  ['application/json;stream=list', BOTH, BOTH],
  ['application/json;stream=watch', 200, 200],
  ['application/yaml', 200, STREAMED],
  [`${TABLE.replace('json', 'yaml')}, application/json`, 200, STREAMED],
  ['application/yaml;stream=watch', BOTH, BOTH],
] as const) {
  test(`what is acceptable of ${accept}`, async () => {
    for (const [path, expected] of [
      [`${COLLECTION}/c-1`, object],
      [`${COLLECTION}?watch=1&timeoutSeconds=-1`, watch],
    ] as const) {
      const answer = await get(path, { accept });
      if (typeof expected === 'number') assert.equal(answer.status, expected, answer.text);
      else assert.ok(answer.text.includes(expected), answer.text);
    }
  });
}

test('an error is answered even to those who accept nothing that we have', async () => {
  const { status, body } = await get(`${COLLECTION}?limit=x`, { accept: 'text/html' });
  assert.equal(status, 400);
  assert.equal(body.kind, 'Status');
});

test('that no form of it serves is told before an object that is not there', async () => {
  const { status, body } = await get(`${COLLECTION}/nothing`, { accept: 'text/html' });
  assert.deepEqual([status, body.kind], [406, 'Status']);
});

test('large answers are compressed for those who take it, small ones and watches are not', async () => {
  const response = async (path: string, encoding: string) => {
    const [pathname = '', rawQuery = ''] = path.split('?');
    const request = {
      method: 'GET',
      path: pathname,
      rawQuery,
      query: new URLSearchParams(rawQuery),
      headers: { 'accept-encoding': encoding },
      remoteAddress: '',
      clientCertificate: undefined,
      signal: new AbortController().signal,
      body: async () => Buffer.alloc(0),
    };
    return api.api.handle(request);
  };
  const { headers, body } = await response(`${COLLECTION}?pretty=true`, 'deflate, gzip');
  assert.deepEqual([headers['content-encoding'], headers.vary], ['gzip', 'Accept-Encoding']);
  assert.equal(gunzipSync(body as Uint8Array).toString(), (await get(`${COLLECTION}?pretty=true`)).text);
  for (const [path, encoding] of [
    [`${COLLECTION}?pretty=true`, 'br'],
    [`${COLLECTION}/c-1`, 'gzip'],
    [`${COLLECTION}?watch=1&timeoutSeconds=1`, 'gzip'],
  ] as const) {
    assert.equal((await response(path, encoding)).headers['content-encoding'], undefined, path);
  }
});

test('every answer has its Audit-Id and is not to be cached', async () => {
  for (const path of [COLLECTION, `${COLLECTION}/nothing`, '/nothing', '/api']) {
    const { headers } = await get(path);
    assert.equal(headers['audit-id'], 'audit');
    assert.equal(headers['cache-control'], 'no-cache, private');
  }
});
