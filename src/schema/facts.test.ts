/** Compares the schemas with tables of facts about Kubernetes v1.36, where a checkout has them beside it. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { FieldSchema, ListSchema, ObjectSchema, Schema } from './schema.ts';
import { schemaOf } from './schema-of.ts';
import { DEFINITION_NAMES } from './tables/definitions.ts';

const facts = fileURLToPath(new URL('../../../shared/facts', import.meta.url));
const options = existsSync(facts) ? {} : { skip: 'no ../shared/facts beside this checkout' };

const definitions = new Map([...DEFINITION_NAMES].map(([model, name]) => [name, schemaOf(model)]));

/** Only in the v1beta1 StorageVersionMigration, which is not served. */
const NOT_SERVED = new Set(['io.k8s.apimachinery.pkg.apis.meta.v1.GroupResource']);

function isServed(definition: string): boolean {
  return /\.v[12]\.[^.]+$/.test(definition) && !NOT_SERVED.has(definition);
}

function rowsOf(table: string): string[][] {
  const lines = readFileSync(`${facts}/${table}.tsv`, 'utf8').trimEnd().split('\n').slice(1);
  return lines.map((line) => line.split('\t')).filter(([definition]) => isServed(definition!));
}

function typeOf(definition: string): ObjectSchema {
  const found = definitions.get(definition);
  assert.ok(found, `${definition} is missing`);
  return found;
}

function fieldOf(definition: string, field: string): FieldSchema {
  const found = typeOf(definition).fields.get(field);
  assert.ok(found, `${definition}.${field} is missing`);
  return found;
}

/** Everything a table could say, read back from the schemas, in the order of the definitions. */
function tellAll(tell: (name: string, field: string, schema: FieldSchema) => string | undefined): string[] {
  const all = [...definitions].flatMap(([name, type]) =>
    [...type.fields].map(([field, schema]) => tell(name, field, schema)),
  );
  return all.filter((line) => line !== undefined).sort();
}

/** Where in a field's schema a leaf of this kind stands. */
function whereIs(schema: Schema, kind: Schema['kind']): string | undefined {
  if (schema.kind === kind) return 'field';
  if (schema.kind === 'list' && schema.items.kind === kind) return 'list item';
  return schema.kind === 'map' && schema.values.kind === kind ? 'map value' : undefined;
}

const keysOf = (row: readonly (string | undefined)[]) => row.join(' ');
const expected = (table: string, columns: number) =>
  rowsOf(table)
    .map((row) => keysOf(row.slice(0, columns)))
    .sort();

describe('the schemas agree with the facts', options, () => {
  it('on required fields', () => {
    const ours = tellAll((name, field, { required }) => (required ? keysOf([name, field]) : undefined));
    assert.deepEqual(ours, expected('required', 2));
  });

  for (const [table, kind] of [
    ['quantities', 'quantity'],
    ['int-or-string', 'int-or-string'],
  ] as const) {
    it(`on ${table}`, () => {
      const ours = tellAll((name, field, { schema }) => {
        const where = whereIs(schema, kind);
        return where && keysOf([name, field, where]);
      });
      assert.deepEqual(ours, expected(table, 3));
    });
  }

  it('on defaults', () => {
    const ours = tellAll((name, field, { default: value }) =>
      value === undefined ? undefined : keysOf([name, field, JSON.stringify(value)]),
    );
    assert.deepEqual(ours, expected('openapi-defaults', 3));
  });

  it('on formats', () => {
    for (const [definition, field, , format] of rowsOf('formats')) {
      const { schema } = fieldOf(definition!, field!);
      assert.equal('format' in schema ? schema.format : undefined, format, `${definition}.${field}`);
    }
  });

  for (const [definition, field, type, keys, strategy, mergeKey] of options.skip ? [] : rowsOf('list-semantics')) {
    it(`on how ${definition} ${field} is merged`, () => {
      if (field === '(self)') assert.equal(`map-type=${typeOf(definition!).mapType}`, type);
      else assertSemantics(fieldOf(definition!, field!), { type, keys, strategy, mergeKey });
    });
  }
});

interface Semantics {
  readonly type: string | undefined;
  readonly keys: string | undefined;
  readonly strategy: string | undefined;
  readonly mergeKey: string | undefined;
}

function assertSemantics(field: FieldSchema, { type, keys, strategy, mergeKey }: Semantics): void {
  const { schema } = field;
  if (schema.kind === 'list') {
    assert.deepEqual(listSemantics(schema), { type: type || 'atomic', keys, strategy, mergeKey });
  } else {
    if (type?.startsWith('map-type=')) assert.equal(`map-type=${'mapType' in schema && schema.mapType}`, type);
    assert.equal(field.patchStrategy?.join(',') ?? '', strategy);
  }
}

function listSemantics(list: ListSchema): Semantics {
  return {
    type: list.listType,
    keys: list.mapKeys.join(','),
    strategy: list.patchStrategy?.join(',') ?? '',
    mergeKey: list.patchMergeKey ?? '',
  };
}
