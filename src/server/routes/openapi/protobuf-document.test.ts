import assert from 'node:assert/strict';
import { test } from 'node:test';
import { acceptsProtobufV2, protobufDocument } from './protobuf-document.ts';

test('the document names the server', () => {
  const hex = protobufDocument('v1').toString('hex');
  assert.equal(
    hex,
    `0a03${Buffer.from('2.0').toString('hex')}12100a0a${Buffer.from('Kubernetes').toString('hex')}1202${Buffer.from('v1').toString('hex')}`,
  );
});

for (const [accept, accepted] of [
  ['application/com.github.proto-openapi.spec.v2@v1.0+protobuf', true],
  ['application/com.github.proto-openapi.spec.v2.v1.0+protobuf', true],
  ['application/json', false],
] as const) {
  test(`${accept}: ${accepted}`, () => assert.equal(acceptsProtobufV2(accept), accepted));
}
