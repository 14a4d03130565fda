import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import type { JsonObject } from '../../../api/object.ts';
import { readFields } from '../../../schema/protobuf/wire.ts';
import { acceptsProtobufV2, protobufDocument } from './protobuf-document.ts';

function bytesOf(document: JsonObject): Buffer {
  const making = protobufDocument({ paths: {}, definitions: {}, ...document });
  for (;;) {
    const step = making.next();
    if (step.done) return step.value;
  }
}

/** The values at the end of a way of field numbers, as text; of a flag, its number. */
function at(bytes: Buffer, ...[number, ...way]: number[]): string[] {
  const values = [...readFields(bytes)].filter((field) => field.number === number).map(({ value }) => value);
  return values.flatMap((value) =>
    way.length > 0 ? at(value as Buffer, ...way) : [Buffer.isBuffer(value) ? value.toString() : String(value)],
  );
}

const DOCUMENT = bytesOf({
  swagger: '2.0',
  info: { title: 'Kubernetes', version: 'v1.36.0' },
  security: [{ BearerToken: [] }],
  securityDefinitions: { BearerToken: { type: 'apiKey', name: 'authorization', in: 'header' } },
  paths: {
    '/pods/{name}': {
      parameters: [{ name: 'name', in: 'path', required: true, type: 'string' }],
      patch: {
        tags: ['core_v1'],
        operationId: 'patchPod',
        consumes: ['application/json-patch+json'],
        parameters: [
          { name: 'body', in: 'body', required: false, schema: { $ref: '#/definitions/Patch' } },
          { name: 'dryRun', in: 'query', description: 'Try it.', type: 'string' },
        ],
        responses: {
          200: { description: 'OK', schema: { $ref: '#/definitions/Pod' } },
          401: { description: 'Unauthorized' },
        },
        'x-kubernetes-action': 'patch',
      },
    },
  },
  definitions: {
    Pod: {
      type: 'object',
      required: ['kind', 'spec'],
      properties: {
        kind: { type: 'string', enum: ['Always', 'Never'] },
        labels: { type: 'object', additionalProperties: { type: 'string' } },
        ports: { type: 'array', items: { type: 'integer', format: 'int32' }, 'x-kubernetes-list-type': 'atomic' },
      },
      'x-kubernetes-group-version-kind': [{ group: '', kind: 'Pod', version: 'v1' }],
    },
  },
});

// The numbers are those of gnostic's openapiv2/OpenAPIv2.proto.
const OPERATION = [8, 2, 2, 8];
const DEFINITION = [9, 1, 2];
const PROPERTY = [...DEFINITION, 25, 1];

describe('the document in protobuf', () => {
  for (const [what, way, expected] of [
    ['the version of OpenAPI', [1], ['2.0']],
    ['the version of the server', [2, 2], ['v1.36.0']],
    ['what security is asked for', [12, 1, 1], ['BearerToken']],
    ['what the security is', [13, 1, 2, 2, 2], ['authorization']],
    ['paths', [8, 2, 1], ['/pods/{name}']],
    ['parameters of a path', [8, 2, 2, 9, 1, 2, 4, 4], ['name']],
    ['which parameters of a path must be there', [8, 2, 2, 9, 1, 2, 4, 1], ['1']],
    ['tags', [...OPERATION, 1], ['core_v1']],
    ['ids of operations', [...OPERATION, 5], ['patchPod']],
    ['what operations take', [...OPERATION, 7], ['application/json-patch+json']],
    ['what bodies are', [...OPERATION, 8, 1, 1, 5, 1], ['#/definitions/Patch']],
    ['which bodies must be there', [...OPERATION, 8, 1, 1, 4], ['0']],
    ['parameters in the query', [...OPERATION, 8, 1, 2, 3, 3], ['Try it.']],
    ['answers', [...OPERATION, 9, 1, 1], ['200', '401']],
    ['what answers are', [...OPERATION, 9, 1, 2, 1, 2, 1, 1], ['#/definitions/Pod']],
    ['extensions of operations', [...OPERATION, 13, 2, 2], ['"patch"']],
    ['definitions', [9, 1, 1], ['Pod']],
    ['types', [...DEFINITION, 22, 1], ['object']],
    ['required fields', [...DEFINITION, 19], ['kind', 'spec']],
    ['fields', [...PROPERTY, 1], ['kind', 'labels', 'ports']],
    ['values of fields', [...PROPERTY, 2, 20, 2], ['"Always"', '"Never"']],
    ['values of maps', [...PROPERTY, 2, 21, 1, 22, 1], ['string']],
    ['items of lists', [...PROPERTY, 2, 23, 1, 2], ['int32']],
    ['extensions of fields', [...PROPERTY, 2, 31, 1], ['x-kubernetes-list-type']],
    ['kinds', [...DEFINITION, 31, 2, 2], ['[{"group":"","kind":"Pod","version":"v1"}]']],
  ] as const) {
    it(`has ${what}`, () => assert.deepEqual(at(DOCUMENT, ...way), expected));
  }

  it('writes lengths of more than one byte', () => {
    const title = 'x'.repeat(20_000);
    assert.deepEqual(at(bytesOf({ info: { title } }), 2, 1), [title]);
  });

  it('is made step by step', () => {
    const definitions = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`Kind${index}`, {}]));
    assert.equal([...protobufDocument({ paths: {}, definitions })].length, 10);
  });
});

for (const [accept, accepted] of [
  ['application/com.github.proto-openapi.spec.v2@v1.0+protobuf', true],
  ['application/com.github.proto-openapi.spec.v2.v1.0+protobuf', true],
  ['application/json', false],
] as const) {
  test(`${accept}: ${accepted}`, () => assert.equal(acceptsProtobufV2(accept), accepted));
}
