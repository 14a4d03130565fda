import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { countValues } from '../../api/json.ts';
import type { KubeObject } from '../../api/object.ts';
import { encodeStored, encodeWritten, MAX_STORED_BYTES, objectCodec, wireBytes, wireBytesAt } from './codec.ts';

const object = (data: Record<string, string> = {}): KubeObject => ({
  data,
  metadata: { name: 'a', labels: { metadata: '"metadata":{' } },
  apiVersion: 'v1',
  kind: 'ConfigMap',
});
const anyData = fc.dictionary(fc.string(), fc.string());

test('stored bytes have no version; wire bytes have it first in metadata', () => {
  const stored = encodeStored({ ...object(), metadata: { name: 'a', resourceVersion: '3' } });
  assert.equal(stored.toString(), '{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"a"},"data":{}}');
  assert.equal(
    wireBytes(stored, 7).toString(),
    '{"kind":"ConfigMap","apiVersion":"v1","metadata":{"resourceVersion":"7","name":"a"},"data":{}}',
  );
});

test('damaged bytes stay as they are, so that all others can be served', () => {
  for (const text of ['', '{', '{}', 'no JSON']) {
    assert.equal(wireBytes(Buffer.from(text), 7).toString(), text);
    assert.equal(wireBytesAt(Buffer.from(text), 7).toString(), text);
  }
});

test('wire bytes of another version are those that would have been made for it', () => {
  fc.assert(
    fc.property(anyData, fc.nat(), fc.nat(), (data, one, other) => {
      const stored = encodeStored(object(data));
      assert.deepEqual(wireBytesAt(wireBytes(stored, one), other), wireBytes(stored, other));
    }),
  );
});

test("a writer's own object and one that is parsed are the same, and neither can be changed", () => {
  fc.assert(
    fc.property(anyData, fc.nat(), (data, revision) => {
      const own = object(data);
      const bytes = wireBytes(encodeStored(own), revision);
      const parsed = objectCodec.object(bytes, { key: 'k', revision });
      const attached = objectCodec.object(bytes, { key: 'k', revision, attachment: own });
      assert.equal(JSON.stringify(parsed.data), JSON.stringify(attached.data));
      assert.equal(parsed.metadata.resourceVersion, String(revision));
      assert.equal(attached.metadata.resourceVersion, String(revision));
      for (const frozen of [parsed, attached]) {
        assert.throws(() => Object.assign(frozen.metadata.labels!, { x: 'y' }), TypeError);
      }
    }),
  );
});

test('integers beyond 2^53 stay what they are', () => {
  const bytes = wireBytes(encodeStored({ ...object(), big: 9007199254740993n }), 1);
  assert.equal(objectCodec.object(bytes, { key: 'k', revision: 1 }).big, 9007199254740993n);
});

test('what a client writes fits into etcd; what is too large already may shrink', () => {
  const large = object({ a: 'x'.repeat(MAX_STORED_BYTES) });
  assert.throws(() => encodeWritten(large, 10), { code: 413, reason: 'RequestEntityTooLarge' });
  assert.throws(() => encodeWritten(large, 10, MAX_STORED_BYTES), { code: 413 });
  assert.ok(encodeWritten(large, 10, MAX_STORED_BYTES + 1000).length > MAX_STORED_BYTES);
  assert.ok(encodeWritten(object({ a: 'x'.repeat(MAX_STORED_BYTES - 200) }), 10).length <= MAX_STORED_BYTES);
});

test('what a client writes has no more values than its kind may have', () => {
  const many = object(Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`k${n}`, ''])));
  const values = 100 + countValues({ ...many, data: {} });
  assert.ok(encodeWritten(many, values));
  assert.throws(() => encodeWritten(many, values - 1), { code: 413 });
  assert.ok(encodeWritten(many, values - 1, encodeStored(many).length), 'it had as many before');
});
