import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MODEL_OF_DEFINITION } from '../definition-names.ts';
import type { Schema } from '../schema.ts';
import { schemaOf } from '../schema-of.ts';
import { ENUMS } from './enums.ts';

const rows = Object.entries(ENUMS).flatMap(([goPackage, types]) =>
  Object.entries(types).flatMap(([type, fields]) =>
    Object.entries(fields).map(([field, values]) => ({ definition: `${goPackage}.${type}`, field, values })),
  ),
);

/** The string of a field, or the one in its list or map. */
function stringIn(schema: Schema): Schema {
  if (schema.kind === 'list') return stringIn(schema.items);
  return schema.kind === 'map' ? stringIn(schema.values) : schema;
}

describe('the enums', () => {
  for (const { definition, field, values } of rows) {
    it(`of ${definition} ${field} are those of a string that is there`, () => {
      const model = MODEL_OF_DEFINITION.get(definition);
      assert.ok(model, `there is no ${definition}`);
      const schema = schemaOf(model).fields.get(field)?.schema;
      assert.ok(schema, `${definition} has no ${field}`);
      assert.deepEqual(stringIn(schema), { kind: 'string', enum: values });
    });

    it(`of ${definition} ${field} are sorted, each there once`, () => {
      assert.ok(values.length > 1);
      assert.deepEqual(values, [...new Set(values)].sort());
    });
  }

  it('hold every signal of Linux', () => {
    const signals = ENUMS['io.k8s.api.core.v1']!.Lifecycle!.stopSignal!;
    assert.equal(signals.length, 65);
    assert.deepEqual(signals.slice(18, 22), ['SIGRTMAX', 'SIGRTMAX-1', 'SIGRTMAX-10', 'SIGRTMAX-11']);
  });
});
