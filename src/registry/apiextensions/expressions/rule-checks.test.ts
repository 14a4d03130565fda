import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { V1JSONSchemaProps, V1ValidationRule } from '../../../schema/generated/types.ts';
import { RULE_ERRORS } from './rule-checks.ts';

const errorsOf = (schema: V1JSONSchemaProps) => RULE_ERRORS.get({ path: 's', schema }).map(String);
const object = (properties: Record<string, V1JSONSchemaProps>): V1JSONSchemaProps => ({ type: 'object', properties });
const list = (items: V1JSONSchemaProps, more: V1JSONSchemaProps = {}): V1JSONSchemaProps => ({
  type: 'array',
  items,
  ...more,
});
const text = (maxLength?: number): V1JSONSchemaProps => ({ type: 'string', maxLength });
const ruled = (schema: V1JSONSchemaProps, ...rules: V1ValidationRule[]): V1JSONSchemaProps => ({
  ...schema,
  'x-kubernetes-validations': rules,
});
/** Of one rule for one property. */
const of = (rule: V1ValidationRule, schema: V1JSONSchemaProps) => errorsOf(object({ a: ruled(schema, rule) }));
const AT = 's.properties[a].x-kubernetes-validations[0]';
/** What is told of each, behind the rule that is shown. */
const detailOf = (error: string) => error.replace(/Invalid value: \{.*?\}: /s, '');
const TRY =
  '(try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)';

describe('a rule may speak of', () => {
  for (const [rule, schema] of [
    [
      'self.b == 1 && self.c > 1.5 && self.d',
      object({ b: { type: 'integer' }, c: { type: 'number' }, d: { type: 'boolean' } }),
    ],
    ['self.all(x, x.name != "a")', list(object({ name: text(5) }), { maxItems: 5 })],
    ['self.all(key, self[key] > 1)', { type: 'object', additionalProperties: { type: 'integer' }, maxProperties: 5 }],
    ['self < timestamp("2020-01-01T00:00:00Z")', { type: 'string', format: 'date-time' }],
    ['self > duration("1s")', { type: 'string', format: 'duration' }],
    ['type(self) == int ? self > 5 : self == "a"', { 'x-kubernetes-int-or-string': true }],
    ['self.a__dash__b == self.__if__', object({ 'a-b': text(), if: text() })],
    ['self.kind == "Pod" && self.metadata.name != ""', { type: 'object', 'x-kubernetes-embedded-resource': true }],
    ['quantity(self).isGreaterThan(quantity("1"))', text(10)],
    ['self == oldSelf', text(10)],
  ] as const) {
    it(rule, () => assert.deepEqual(of({ rule }, schema), []));
  }
  it('what every object has', () => {
    const rule = 'self.metadata.generateName == self.apiVersion + self.kind';
    assert.deepEqual(errorsOf(ruled(object({}), { rule })), []);
  });
});

describe('a rule is refused', () => {
  for (const [what, rule, schema, told] of [
    [
      'that cannot be read',
      'self >',
      text(),
      "rule: compilation failed: ERROR: <input>:1:7: Syntax error: mismatched input '<EOF>' expecting {'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}\n | self >\n | ......^",
    ],
    ['that does not decide', 'self', text(), 'rule: cel expression must evaluate to a bool'],
    [
      'that compares what cannot be equal',
      'self == 1',
      text(),
      "rule: compilation failed: ERROR: <input>:1:6: found no matching overload for '_==_' applied to '(string, int)'\n | self == 1\n | .....^",
    ],
    [
      'about fields that are not declared',
      'self.c == 1',
      object({ b: text(), c: { 'x-kubernetes-preserve-unknown-fields': true } }),
      "rule: compilation failed: ERROR: <input>:1:5: undefined field 'c'\n | self.c == 1\n | ....^",
    ],
  ] as const) {
    it(what, () => assert.deepEqual(of({ rule }, schema).map(detailOf), [`${AT}.${told}`]));
  }

  it('with the rule, as Go shows it', () => {
    assert.deepEqual(of({ rule: '1 > 0 ? 1 : 2', reason: 'FieldValueInvalid' }, text()), [
      `${AT}.rule: Invalid value: {"Rule":"1 \\u003e 0 ? 1 : 2","Message":"","MessageExpression":"","Reason":"FieldValueInvalid","FieldPath":"","OptionalOldSelf":null}: cel expression must evaluate to a bool`,
    ]);
  });
  it('about what nothing is known of', () => {
    assert.deepEqual(of({ rule: 'true' }, { 'x-kubernetes-preserve-unknown-fields': true }), [
      's.properties[a].x-kubernetes-validations: Internal error: internal error: failed to construct type information for x-kubernetes-validations rules: unable to convert structural schema to CEL declarations',
    ]);
  });
  it('whose message is none', () => {
    const messages = (messageExpression: string) => of({ rule: 'true', messageExpression }, text(5)).map(detailOf);
    assert.deepEqual(messages('"a" + self'), []);
    assert.deepEqual(messages('5'), [`${AT}.messageExpression: messageExpression must evaluate to a string`]);
    assert.deepEqual(messages('b'), [
      `${AT}.messageExpression: messageExpression compilation failed: ERROR: <input>:1:1: undeclared reference to 'b' (in container '')\n | b\n | ^`,
    ]);
  });
});

describe('oldSelf', () => {
  const rule = 'self == oldSelf';
  const lost = ruled(text(5), { rule });
  it('is told of items that are found again', () => {
    const keyed = { 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['b'], maxItems: 5 };
    assert.deepEqual(errorsOf(object({ a: list(object({ b: lost }), keyed) })), []);
    assert.deepEqual(errorsOf(object({ a: list(list(lost, { maxItems: 5 }), { maxItems: 5 }) })), [
      's.properties[a].items.items.x-kubernetes-validations[0].rule: Invalid value: "self == oldSelf": oldSelf cannot be used on the uncorrelatable portion of the schema within s.properties[a]',
    ]);
  });
  it('may be missing where the rule says so', () => {
    assert.deepEqual(of({ rule: 'oldSelf.orValue("") == self', optionalOldSelf: true }, text(5)), []);
    assert.deepEqual(of({ rule: 'self == "a"', optionalOldSelf: false }, text(5)), [
      `${AT}.optionalOldSelf: Invalid value: false: may not be set if oldSelf is not used in rule`,
    ]);
  });
});

describe('rules cost', () => {
  const pairs = 'self.all(x, self.all(y, x == y))';
  it('no more than a request can hold', () => {
    assert.deepEqual(of({ rule: pairs }, list(text(5), { maxItems: 5 })), []);
    assert.deepEqual(of({ rule: pairs }, list(text())), [
      `${AT}.rule: Forbidden: estimated rule cost exceeds budget by factor of more than 100x ${TRY}`,
      `${AT}.rule: Forbidden: contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema`,
      `s: Forbidden: x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema exceeds budget by factor of more than 100x ${TRY}`,
    ]);
  });
  it('as often as their values may be there', () => {
    const matches = ruled(text(100), { rule: 'self.matches("a+b")' });
    assert.deepEqual(errorsOf(object({ a: list(matches, { maxItems: 10 }) })), []);
    assert.match(
      errorsOf(object({ a: list(matches) })).join(),
      /estimated rule cost exceeds budget by factor of [\d.]+x/,
    );
    const eleven = Array.from({ length: 11 }, (_, i) => [`p${i}`, list(matches, { maxItems: 300_000 })]);
    const errors = errorsOf(object(Object.fromEntries(eleven)));
    assert.equal(errors.filter((error) => error.includes('contributed to')).length, 4);
  });
  it('nothing for asking what type a value has', () => {
    assert.deepEqual(of({ rule: 'type(self) == string' }, text()), []);
  });
});

it('many rules are judged while others have their turn', async () => {
  const rule = (i: number) => ({ rule: `self.startsWith("a${i}") || ${'self == "b" || '.repeat(50)}false` });
  const schema = ruled(text(5), ...Array.from({ length: 400 }, (_, i) => rule(i)));
  let turns = 0;
  let done = false;
  const count = () => {
    turns += 1;
    if (!done) setImmediate(count);
  };
  setImmediate(count);
  await RULE_ERRORS.prepare({ path: 's', schema });
  done = true;
  assert.ok(turns >= 10, `others had ${turns} turns`);
});
