import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LabelSelector } from './labels.ts';

const labels = { app: 'web', tier: 'front', size: '5', 'example.com/x': '' };

for (const [selector, expected] of [
  ['', true],
  ['app=web', true],
  ['app==web', true],
  ['app = web , tier = front', true],
  ['app!=web', false],
  ['nope!=web', true],
  ['app in (web, api)', true],
  ['app in (api)', false],
  ['app notin (api)', true],
  ['nope notin (api)', true],
  ['app', true],
  ['!app', false],
  ['!nope', true],
  ['size>4', true],
  ['size<5', false],
  ['app>4', false],
  ['example.com/x=', true],
  ['example.com/x in (,a)', true],
  ['constructor', false],
  ['app=web,nope', false],
] as const) {
  test(`"${selector}" ${expected ? 'matches' : 'does not match'}`, () => {
    assert.equal(LabelSelector.parse(selector).matches(labels), expected);
  });
}

for (const [selector, message] of [
  ['a b', "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"],
  ['a,', "found '', expected: identifier after ','"],
  ['=a', "found '=', expected: !, identifier, or 'end of string'"],
  ['a=b=c', "found '=', expected: ',' or 'end of string'"],
  ['!!', "unable to parse requirement: found '!', expected: identifier"],
  ['a in b', "unable to parse requirement: found 'b', expected: '('"],
  [
    'a>b',
    "unable to parse requirement: values[0]: Invalid value: \"b\": for 'Gt', 'Lt' operators, the value must be an integer",
  ],
] as const) {
  test(`"${selector}" is refused`, () => {
    assert.throws(() => LabelSelector.parse(selector), { message });
  });
}

test('the string form is canonical', () => {
  assert.equal(LabelSelector.parse('b in (y,x),a=1,!c').toString(), 'a=1,b in (x,y),!c');
});

test('a LabelSelector object reads as its string', () => {
  const selector = LabelSelector.fromObject({
    matchLabels: { app: 'web' },
    matchExpressions: [{ key: 'tier', operator: 'NotIn', values: ['back'] }],
  });
  assert.equal(selector?.toString(), 'app=web,tier notin (back)');
});
