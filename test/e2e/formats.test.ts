/** What goes over the wire: JSON, YAML, gzip, tables, metadata only, watches. */
import assert from 'node:assert/strict';
import { request } from 'node:https';
import { after, describe, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { parse, stringify } from 'yaml';
import { ControlPlane } from '../support/control-plane.ts';
import { eventually } from '../support/expect.ts';
import { configMap } from '../support/manifests.ts';

const plane = await ControlPlane.start();
after(plane.stop);
await plane.namespace('wire');
const collection = '/api/v1/namespaces/wire/configmaps';
await plane.ask(collection, { method: 'POST', body: configMap('c', { a: '1' }) });

const accepting = (accept: string) => ({ headers: { accept } });

describe('formats', { concurrency: true }, () => {
  test('YAML in and out', async () => {
    const body = stringify(configMap('yaml', { a: '1' }));
    const headers = { 'content-type': 'application/yaml', accept: 'application/yaml' };
    const { status, headers: answered, text } = await plane.ask(collection, { method: 'POST', headers, body });
    assert.deepEqual([status, answered['content-type']], [201, 'application/yaml']);
    assert.deepEqual(parse(text).data, { a: '1' });
  });

  test('tables', async () => {
    const { text } = await plane.ask(`${collection}/c`, accepting('application/json;as=Table;v=v1;g=meta.k8s.io'));
    const { kind, columnDefinitions, rows } = JSON.parse(text);
    assert.equal(kind, 'Table');
    assert.deepEqual(
      columnDefinitions.map(({ name }: any) => name),
      ['Name', 'Data', 'Age'],
    );
    assert.deepEqual(rows[0].cells.slice(0, 2), ['c', 1]);
    assert.equal(rows[0].object.kind, 'PartialObjectMetadata');
  });

  test('metadata only', async () => {
    const as = 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io';
    const { kind, items } = JSON.parse((await plane.ask(collection, accepting(as))).text);
    assert.equal(kind, 'PartialObjectMetadataList');
    assert.ok(items.every((item: any) => item.data === undefined && item.metadata.uid));
  });

  test('what cannot be encoded is not acceptable; a fallback is taken', async () => {
    const protobuf = 'application/vnd.kubernetes.protobuf';
    assert.equal((await plane.ask(collection, accepting(protobuf))).status, 406);
    const { status, headers } = await plane.ask(collection, accepting(`${protobuf},application/json`));
    assert.deepEqual([status, headers['content-type']], [200, 'application/json']);
  });

  test('large answers are compressed for those who take it', async () => {
    await plane.ask(collection, { method: 'POST', body: configMap('large', { filler: 'x'.repeat(200_000) }) });
    const sent = request(`${plane.url}${collection}/large`, {
      ...plane.credentials,
      agent: false,
      headers: { 'accept-encoding': 'gzip' },
    }).end();
    const { headers, body } = await new Promise<any>((resolve) =>
      sent.on('response', async (answer) => resolve({ headers: answer.headers, body: await answer.toArray() })),
    );
    assert.equal(headers['content-encoding'], 'gzip');
    assert.equal(JSON.parse(gunzipSync(Buffer.concat(body)).toString()).metadata.name, 'large');
  });

  test('a watch of tables, from a version on, with bookmarks', async () => {
    const { metadata } = JSON.parse((await plane.ask(collection)).text);
    const query = `watch=true&allowWatchBookmarks=true&timeoutSeconds=5&fieldSelector=metadata.name%3Dwatched&resourceVersion=${metadata.resourceVersion}`;
    const watch = plane.ask(`${collection}?${query}`, accepting('application/json;as=Table;v=v1;g=meta.k8s.io'));
    await plane.ask(collection, { method: 'POST', body: configMap('watched', {}) });
    await plane.ask(`${collection}/watched`, { method: 'DELETE' });
    const events = (await watch).text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const changes = events.filter(({ type }) => type !== 'BOOKMARK');
    assert.deepEqual(
      changes.map(({ type, object }) => [type, object.kind, object.rows[0].cells[0]]),
      [
        ['ADDED', 'Table', 'watched'],
        ['DELETED', 'Table', 'watched'],
      ],
    );
    assert.ok(changes[0].object.columnDefinitions.length > 0);
  });

  test('a watch that starts with what there is', async () => {
    const query =
      'watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&timeoutSeconds=1';
    const { text } = await plane.ask(`${collection}?${query}&fieldSelector=metadata.name%3Dc`);
    const [first, second] = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.deepEqual([first.type, first.object.metadata.name], ['ADDED', 'c']);
    assert.equal(second.type, 'BOOKMARK');
    assert.equal(second.object.metadata.annotations['k8s.io/initial-events-end'], 'true');
  });

  test('versions that cannot be', async () => {
    const reasons = async (query: string) => {
      const { status, text } = await plane.ask(`${collection}?${query}`);
      return [status, JSON.parse(text).reason];
    };
    assert.deepEqual(await reasons('resourceVersion=99999999'), [504, 'Timeout']);
    assert.deepEqual(await reasons('continue=x'), [400, 'BadRequest']);
    assert.deepEqual(await reasons('resourceVersionMatch=Exact'), [422, 'Invalid']);
  });
});

test('metrics count what was asked', () =>
  eventually(async () => {
    const { text } = await plane.ask('/metrics');
    assert.match(text, /^apiserver_request_total\{verb="LIST".*resource="configmaps".*code="200"\} [1-9]/m);
  }));
