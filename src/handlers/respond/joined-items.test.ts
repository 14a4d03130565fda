import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeStored, objectCodec } from '../../registry/store/codec.ts';
import { wholeBody } from '../../request/body-pieces.ts';
import { CachedObject } from '../../watch/cached-object.ts';
import { JoinedItems } from './joined-items.ts';

const HEAD = '{"kind":"ConfigMapList","items":[';

function cached(name: string, length: number): CachedObject {
  const object = { kind: 'ConfigMap', apiVersion: 'v1', metadata: { name }, data: { text: 'é'.repeat(length) } };
  return new CachedObject({ key: name, value: encodeStored(object), revision: 7 }, 7, objectCodec);
}

const items = [cached('a', 0), cached('b', 100), cached('c', 3)];
const expected = items.map(({ object: { kind, apiVersion, ...item } }) => item);

for (const count of [0, 1, 2, 3]) {
  test(`${count} items, read into rooms of every size`, () => {
    const whole = Buffer.from(wholeBody(new JoinedItems(Buffer.from(HEAD), items.slice(0, count)))).toString();
    assert.deepEqual(JSON.parse(whole).items, expected.slice(0, count));
    for (let room = 2; room < 300; room += 1) {
      const body = new JoinedItems(Buffer.from(HEAD), items.slice(0, count));
      const target = Buffer.alloc(room);
      const read: Buffer[] = [];
      for (let size = body.read(target); size > 0; size = body.read(target)) {
        read.push(Buffer.from(target.subarray(0, size)));
      }
      assert.equal(Buffer.concat(read).toString(), whole);
      assert.equal(body.length, Buffer.byteLength(whole));
    }
  });
}
