import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { path } from '../../../api/field.ts';
import type { V1JSONSchemaProps } from '../../../schema/generated/types.ts';
import { validateDefaults } from './defaults.ts';

const errorsOf = (properties: Record<string, V1JSONSchemaProps>) =>
  validateDefaults({ type: 'object', properties }, path('s')).map(String);
/** Of a property with the default. */
const of = (value: unknown, schema: V1JSONSchemaProps) => errorsOf({ a: { ...schema, default: value } });
const AT = 's.properties[a].default';
const text = (more: V1JSONSchemaProps): V1JSONSchemaProps => ({ type: 'string', ...more });
const integer = (more: V1JSONSchemaProps): V1JSONSchemaProps => ({ type: 'integer', ...more });
const EMBEDDED: V1JSONSchemaProps = {
  type: 'object',
  'x-kubernetes-embedded-resource': true,
  'x-kubernetes-preserve-unknown-fields': true,
};

type Case = readonly [value: unknown, schema: V1JSONSchemaProps, ...errors: string[]];

function check(cases: readonly Case[]): void {
  for (const [value, schema, ...errors] of cases) {
    it(`${JSON.stringify(value)} by ${JSON.stringify(schema)}`, () => {
      const told = errors.map((error) => `${AT}${error}`);
      assert.deepEqual(of(value, schema), told);
    });
  }
}

describe('a default that its schema takes', () => {
  check([
    [1, { type: 'number' }],
    [3, integer({ minimum: 3, maximum: 3, multipleOf: 3 })],
    [0.3, { type: 'number', multipleOf: 0.1 }],
    ['é', text({ minLength: 1, maxLength: 1 })],
    ['b', text({ enum: ['a', 'b'] })],
    ['b', text({ anyOf: [{ pattern: '^a' }, { pattern: '^b' }] })],
    ['a', text({ oneOf: [{ pattern: '^a' }, { pattern: '^b' }], not: { pattern: 'b' } })],
    [{ b: null }, { type: 'object', properties: { b: text({ nullable: true }) } }],
    [{ b: 1 }, { type: 'object', additionalProperties: true }],
    [{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, spec: {} }, EMBEDDED],
    [null, text({})],
  ]);
});

describe('a default that its schema does not take', () => {
  check([
    [1, text({}), ': Invalid value: "integer":  in body must be of type string: "integer"'],
    [1.5, { type: 'boolean' }, ': Invalid value: "number":  in body must be of type boolean: "number"'],
    [
      1.5,
      integer({}),
      ': Invalid value: "number":  in body must be of type integer: "number"',
      ': Invalid value: "": Checked value must be of type integer (default format) in ',
    ],
    [
      3_000_000_000,
      integer({ format: 'int32' }),
      ': Invalid value: "": Checked value must be of type integer with format int32 in ',
    ],
    [2, integer({ minimum: 2, exclusiveMinimum: true }), ': Invalid value: 2:  in body should be greater than 2'],
    [3, integer({ maximum: 2 }), ': Invalid value: 3:  in body should be less than or equal to 2'],
    [3, integer({ multipleOf: 2 }), ': Invalid value: 3:  in body should be a multiple of 2'],
    [
      1,
      integer({ multipleOf: 0.5 }),
      ': Invalid value: "": MultipleOf value must be of type integer (default format) in ',
    ],
    [
      3,
      integer({ minimum: 0.5, maximum: 2.5 }),
      ': Invalid value: "": Minimum boundary value must be of type integer (default format) in ',
      ': Invalid value: "": Maximum boundary value must be of type integer (default format) in ',
      ': Invalid value: 3:  in body should be less than or equal to 2.5',
    ],
    [3, integer({ multipleOf: 0 }), ': Invalid value: 0: factor MultipleOf declared for  must be positive: 0'],
    ['aa', text({ maxLength: 1 }), ': Too long: may not be more than 1 byte'],
    ['a', text({ minLength: 2 }), ': Invalid value: "a":  in body should be at least 2 chars long'],
    ['b', text({ pattern: '^a' }), `: Invalid value: "b":  in body should match '^a'`],
    ['c', text({ enum: ['a', 'b'] }), ': Unsupported value: "c": supported values: "a", "b"'],
    [5, integer({ enum: [1, 2] }), ': Unsupported value: 5: supported values: "1", "2"'],
    [5, text({ format: 'date' }), ': Invalid value: "int64":  in body must be of type date: "int64"'],
    [[], { type: 'array', items: text({}), minItems: 1 }, ': Invalid value: 0:  in body should have at least 1 items'],
    [['a', 'b'], { type: 'array', items: text({}), maxItems: 1 }, ': Too many: 2: must have at most 1 item'],
    [
      { b: 'x', c: ['aa', 3] },
      { type: 'object', properties: { b: integer({}), c: { type: 'array', items: text({ maxLength: 1 }) } } },
      '.b: Invalid value: "string": b in body must be of type integer: "string"',
      '.c[0]: Too long: may not be more than 1 byte',
      '.c[1]: Invalid value: "integer": c[1] in body must be of type string: "integer"',
    ],
    [
      { b: 'x' },
      { type: 'object', additionalProperties: integer({}), minProperties: 2 },
      ': Invalid value: 1:  in body should have at least 2 properties',
      '.b: Invalid value: "string": .b in body must be of type integer: "string"',
    ],
    [
      { b: 1 },
      { type: 'object', additionalProperties: false },
      ': Invalid value: "b": .b in body is a forbidden property',
    ],
    [[{}], { type: 'array', items: { type: 'object', required: ['b'] } }, '.[0].b: Required value'],
    [
      [null],
      { type: 'array', items: text({}) },
      '.[0]: Invalid value: "null": [0] in body must be of type string: "null"',
    ],
    [
      'c',
      text({ anyOf: [{ pattern: '^a' }, { pattern: '^b' }] }),
      ': Invalid value: "": "" must validate at least one schema (anyOf)',
      `: Invalid value: "c":  in body should match '^a'`,
    ],
    [
      'a',
      text({ oneOf: [{ pattern: '^a' }, { pattern: 'a$' }] }),
      ': Invalid value: "": "" must validate one and only one schema (oneOf). Found 2 valid alternatives',
    ],
    [
      'b',
      text({ allOf: [{ pattern: '^a' }, { pattern: 'a$' }] }),
      `: Invalid value: "b":  in body should match '^a'`,
      `: Invalid value: "b":  in body should match 'a$'`,
      ': Invalid value: "": "" must validate all the schemas (allOf). None validated',
    ],
    ['a', text({ not: { pattern: 'a' } }), ': Invalid value: "": "" must not validate the schema (not)'],
    [
      { b: 'x', c: 1 },
      { type: 'object', properties: { b: text({}) } },
      ': Invalid value: {"b":"x","c":1}: must not have unknown fields',
    ],
    [
      JSON.parse('{"__proto__":1}'),
      { type: 'object', properties: {} },
      ': Invalid value: {"__proto__":1}: must not have unknown fields',
    ],
    [
      { b: { c: 1 } },
      { type: 'object', additionalProperties: true },
      ': Invalid value: {"b":{"c":1}}: must not have unknown fields',
    ],
    [
      { apiVersion: 1, kind: '' },
      EMBEDDED,
      '.apiVersion: Invalid value: 1: must be a string',
      '.kind: Invalid value: "": must not be empty',
    ],
    [{ x: 1 }, EMBEDDED, '.apiVersion: Required value', '.kind: Required value'],
  ]);

  it('is found wherever it stands', () => {
    const wrong = integer({ default: 'a' });
    const told = 'Invalid value: "string":  in body must be of type integer: "string"';
    const errors = errorsOf({
      list: { type: 'array', items: { type: 'object', properties: { b: wrong } } },
      object: { type: 'object', properties: { b: wrong } },
    });
    assert.deepEqual(errors, [
      `s.properties[list].items.properties[b].default: ${told}`,
      `s.properties[object].properties[b].default: ${told}`,
    ]);
  });

  it('is refused where judging it takes too long', () => {
    const anyOf = Array.from({ length: 400 }, (_, length) => ({ minLength: length + 2 }));
    const errors = of(Array(400).fill('a'), { type: 'array', items: text({ anyOf }) });
    assert.deepEqual(errors, ['s: Invalid value: "": has defaults that take too long to validate']);
  });
});

describe('formats', () => {
  for (const [format, good, bad] of [
    ['date-time', ['2020-01-01T00:00:00Z', '2020-01-01t00:00:00.5+01:00'], ['2020-01-01 00:00:00', 'x']],
    ['date', ['2020-02-29'], ['2020-02-30', '2020-13-01']],
    ['duration', ['5m', '1h30m', '3 days', '22 ns'], ['x', '5']],
    ['ipv4', ['1.2.3.4'], ['1.2.3', '::1']],
    ['ipv6', ['::1', '::ffff:1.2.3.4'], ['1.2.3.4']],
    ['cidr', ['10.0.0.0/8'], ['10.0.0.0']],
    ['uri', ['/a', 'https://a.b/c'], ['x y', 'foo']],
    ['email', ['a@b.c', 'Ann <a@b.c>'], ['a']],
    ['hostname', ['1-a', 'a.bc'], ['a_b', 'a.b1']],
    ['mac', ['01:02:03:04:05:06'], ['zz']],
    ['uuid', ['00000000-0000-0000-0000-000000000000'], ['0']],
    ['uuid4', ['00000000-0000-4000-8000-000000000000'], ['00000000-0000-3000-8000-000000000000']],
    ['byte', ['YQ=='], ['YQ']],
    ['hexcolor', ['#FFF'], ['zz']],
    ['rgbcolor', ['rgb(1, 2, 3)'], ['rgb(1,2,300)']],
    ['k8s-short-name', ['a-b'], ['A_']],
    ['password', ['anything'], []],
  ] as const) {
    it(format, () => {
      for (const value of good) assert.deepEqual(of(value, text({ format })), [], value);
      for (const value of bad) {
        const told = `${AT}: Invalid value: "${value}":  in body must be of type ${format}: "${value}"`;
        assert.deepEqual(of(value, text({ format })), [told]);
      }
    });
  }
});

describe('a default that is small to send and long to judge', () => {
  const TOO_LONG = ['s: Invalid value: "": has defaults that take too long to validate'];
  const many = <Item>(item: Item) => Array<Item>(5000).fill(item);

  it('tells of no name once for each of its items', () => {
    const schema: V1JSONSchemaProps = {
      type: 'object',
      additionalProperties: { type: 'array', items: { type: 'string' } },
    };
    assert.deepEqual(of({ ['k'.repeat(100_000)]: many(0) }, schema), TOO_LONG);
  });

  it('tells of no property once for each item of its default', () => {
    const properties = { ['k'.repeat(100_000)]: { type: 'array', items: { type: 'string' }, default: many(0) } };
    assert.deepEqual(errorsOf(properties), TOO_LONG);
  });

  it('goes through no text once for each alternative', () => {
    const anyOf = Array.from({ length: 1000 }, () => ({ minLength: 1_000_000 }));
    assert.deepEqual(of('a'.repeat(10_000), text({ anyOf })), TOO_LONG);
  });

  it('looks for a unit once after each number of a duration', () => {
    // From each of its digits, it would take minutes.
    assert.equal(of('1'.repeat(100_000), text({ format: 'duration' })).length, 1);
  });
});
