/** Compares the operations of OpenAPI with those that a client has, which is made from upstream's document. */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import type { JsonObject } from '../src/api/object.ts';
import { openTestApi } from '../src/assembly/testing.ts';
import { MODEL_OF_DEFINITION } from '../src/schema/definition-names.ts';
import { readTypedOperations, type TypedOperation } from './support/typed-client.ts';

const test = await openTestApi();
after(() => test.close());
const { body: document } = await test.call('GET', '/openapi/v2');
const theirs = readTypedOperations();
const ours = readOperations(document);

/** Of alpha level, and not supported. */
const NOT_SUPPORTED = 'shardSelector';
/** Ours say it in other words. */
const OTHER_WORDS = /^(?:WellKnown|Openid)Api\./;
/** Kinds of our own, and of a release before. */
const NOT_OF_UPSTREAM = /^(?:AlliumDev|PolicyV1beta1)/;

/** The class and method that client-node makes of an operation. */
function methodOf({ operationId, tags: [tag] }: JsonObject): string {
  const group = tag
    .split('_')
    .map((part: string) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('');
  return `${group}Api.${operationId.replace(group, '')}`;
}

function readOperations({ paths }: JsonObject): Map<string, TypedOperation> {
  const operations = new Map<string, TypedOperation>();
  for (const [path, { parameters: shared = [], ...item }] of Object.entries<JsonObject>(paths)) {
    for (const [method, operation] of Object.entries<JsonObject>(item)) {
      // The client leaves out the older spelling.
      if (operation['x-kubernetes-action']?.startsWith('watch')) continue;
      const query = [...shared, ...(operation.parameters ?? [])].filter((parameter) => parameter.in === 'query');
      operations.set(methodOf(operation), {
        method,
        path,
        description: operation.description,
        query: query.map(({ name }) => name).sort(),
        answers: answersOf(operation.responses),
      });
    }
  }
  return operations;
}

function answersOf(responses: JsonObject): Record<string, string> {
  const withBody = Object.entries(responses).filter(([, { schema }]) => schema);
  return Object.fromEntries(withBody.map(([status, { schema }]) => [status, classOf(schema)]));
}

function classOf({ $ref, type }: JsonObject): string {
  if (!$ref) return type;
  const definition = $ref.slice('#/definitions/'.length);
  return MODEL_OF_DEFINITION.get(definition) ?? definition.replace(/^.*\.version\./, 'Version');
}

describe('operations', () => {
  it('are those of upstream, no more', () => {
    const groups = new Set([...ours.keys()].map((method) => method.split('.')[0]));
    const served = [...theirs.keys()].filter((method) => groups.has(method.split('.')[0]));
    assert.ok(served.length > 600);
    const names = [...ours.keys()].filter((method) => !NOT_OF_UPSTREAM.test(method));
    assert.deepEqual(names.sort(), served.sort());
  });

  for (const [method, operation] of ours) {
    const expected = theirs.get(method);
    if (!expected) continue;
    it(`${method} is upstream's`, () => {
      assert.deepEqual(operation, {
        ...expected,
        query: expected.query.filter((name) => name !== NOT_SUPPORTED),
        ...(OTHER_WORDS.test(method) && { description: operation.description }),
      });
    });
  }

  it('have names of their own', () => {
    const ids = Object.values<JsonObject>(document.paths).flatMap((item) =>
      Object.values<JsonObject>(item).flatMap(({ operationId }) => operationId ?? []),
    );
    assert.equal(new Set(ids).size, ids.length);
  });
});
