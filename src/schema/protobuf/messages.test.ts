import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ObjectSchema } from '../schema.ts';
import { schemaOf } from '../schema-of.ts';
import { DEFINITION_NAMES } from '../tables/definitions.ts';
import { parseRow } from './field-table.ts';
import { MESSAGES } from './fields/index.ts';
import { type Message, messageOf } from './messages.ts';

/** What no request has in its body: the server alone writes it. */
const ANSWERS_ONLY = new Set([
  ...['core.v1.ComponentStatus', 'core.v1.ComponentCondition'].map((name) => `io.k8s.api.${name}`),
  ...['APIGroup', 'APIResource', 'APIVersions', 'GroupVersionForDiscovery', 'ServerAddressByClientCIDR'].map(meta),
  ...['ListMeta', 'ShardInfo', 'Status', 'StatusCause', 'StatusDetails', 'WatchEvent'].map(meta),
]);

function meta(name: string): string {
  return `io.k8s.apimachinery.pkg.apis.meta.v1.${name}`;
}

const sent: readonly ObjectSchema[] = [...DEFINITION_NAMES.keys()]
  .map((model) => schemaOf(model))
  .filter(({ name }) => !ANSWERS_ONLY.has(name) && !name.endsWith('List'));

/** With the fields that stand among them in JSON. */
function namesOf(message: Message): string[] {
  return [...message.fields.values()].flatMap((field) =>
    field.kind === 'field' ? [field.name] : namesOf(message.embedded(field.message)),
  );
}

/** A whole object says its kind in the envelope, not in its message. */
function isWhole({ fields, typeName }: ObjectSchema): boolean {
  return fields.has('kind') && (fields.has('metadata') || typeName === 'DeleteOptions');
}

function expectedNames(schema: ObjectSchema): string[] {
  const names = [...schema.fields.keys()];
  return isWhole(schema) ? names.filter((name) => name !== 'apiVersion' && name !== 'kind') : names;
}

describe('the tables of messages', () => {
  it('have every field of every model that a request may hold', () => {
    for (const schema of sent) {
      assert.deepEqual(namesOf(messageOf(schema.name)).sort(), expectedNames(schema).sort(), schema.name);
    }
  });

  it('have no message that no request holds', () => {
    const needed = new Set(sent.flatMap(({ name }) => [name, ...embeddedIn(name)]));
    const told = Object.entries(MESSAGES).flatMap(([inPackage, messages]) =>
      Object.keys(messages).map((typeName) => `${inPackage}.${typeName}`),
    );
    assert.deepEqual(
      told.filter((name) => !needed.has(name)),
      [],
    );
  });

  it('give no number twice, and rise', () => {
    for (const [inPackage, messages] of Object.entries(MESSAGES)) {
      for (const [typeName, row] of Object.entries(messages)) {
        const numbers = [...row.matchAll(/=(\d+)/g)].map(([, number]) => Number(number));
        const sorted = [...new Set(numbers)].sort((left, right) => left - right);
        assert.deepEqual(numbers, sorted, `${inPackage}.${typeName}`);
      }
    }
  });

  it('let nothing but scalars be absent when they are zero', () => {
    for (const schema of sent) {
      for (const field of messageOf(schema.name).fields.values()) {
        if (field.kind === 'embedded' || !field.omitsZero) continue;
        const { kind } = schema.fields.get(field.name)!.schema;
        assert.match(kind, /^(string|integer|number|boolean)$/, `${schema.name}.${field.name}`);
      }
    }
  });
});

function embeddedIn(definition: string): string[] {
  const inPackage = definition.slice(0, definition.lastIndexOf('.'));
  return [...messageOf(definition).fields.values()].flatMap((field) => {
    if (field.kind === 'field') return [];
    const name = `${inPackage}.${field.message}`;
    return [name, ...embeddedIn(name)];
  });
}

describe('parseRow', () => {
  it('reads the notation', () => {
    assert.deepEqual(
      [...parseRow('name=1 image?=2 ...VolumeSource=12')],
      [
        [1, { kind: 'field', name: 'name', omitsZero: false }],
        [2, { kind: 'field', name: 'image', omitsZero: true }],
        [12, { kind: 'embedded', message: 'VolumeSource' }],
      ],
    );
  });

  for (const row of ['name', 'name=', '=1', 'name=x', 'a==1', 'a??=1']) {
    it(`refuses ${row}`, () => assert.throws(() => parseRow(row), /a word that is no field/));
  }
});
