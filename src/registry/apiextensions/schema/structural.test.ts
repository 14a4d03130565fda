import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { path } from '../../../api/field.ts';
import type { V1JSONSchemaProps } from '../../../schema/generated/types.ts';
import { validateStructure } from './structural.ts';

/** A property of that name, with so many fields inside that have no type. */
function within(name: string, fields: number): V1JSONSchemaProps {
  const properties = Object.fromEntries(Array.from({ length: fields }, (_, i) => [`p${i}`, {}]));
  return { type: 'object', properties: { [name]: { type: 'object', properties } } };
}

describe('what is wrong with the structure of a schema', () => {
  it('is told of each of thousands of fields', () => {
    assert.equal(validateStructure(within('a', 5000), path('s')).length, 5000);
  });

  it('does not repeat a name of megabytes for each field inside', () => {
    assert.ok(validateStructure(within('k'.repeat(1_000_000), 5000), path('s')).length < 10);
  });
});
