/** What costs one unit, or few, and takes long on large values is ended by the count of work. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DYN } from '../check/types.ts';
import { KUBERNETES_ENVIRONMENT } from '../kubernetes/environment.ts';
import { compile } from '../program.ts';

const environment = KUBERNETES_ENVIRONMENT.extend({ variables: { object: DYN } });

function numbered<T>(make: (index: number) => T): T[] {
  return Array.from({ length: 10_000 }, (_, index) => make(index));
}

const object = {
  text: 'ab'.repeat(500_000),
  pattern: 'ab'.repeat(5000),
  prerelease: `1.2.3-${'a.'.repeat(400_000)}a`,
  numbers: numbered((index) => index),
  objects: numbered((index) => ({ index })),
  map: Object.fromEntries(numbered((index) => [`key${index}`, index])),
};

/** Each is done a few thousand times. */
const DEAR: readonly string[] = [
  "object.text.findAll('ab').size() > 0",
  "object.text.findAll('').size() > 0",
  "object.text.replace('', 'c') != ''",
  "object.text.charAt(900000) != ''",
  "strings.quote(object.text) != ''",
  'isSemver(object.prerelease)',
  'isURL(object.text) || true',
  'object.map == object.map',
  'object.objects == object.objects',
  'object == object',
  'object.numbers + object.numbers != []',
  "'%s'.format([object.map]) != ''",
  "''.matches(object.pattern + string(i)) || true",
];

for (const expression of DEAR) {
  test(`${expression}: the count of work ends it before its cost does`, () => {
    const { program, message } = compile(`lists.range(9000).all(i, ${expression})`, environment);
    assert.ok(program, message);
    const { error, cost } = program.evaluate({ object }, { wholeNumbers: 'int', costLimit: 1_000_000 });
    assert.equal(error?.message, 'operation cancelled: actual cost limit exceeded');
    assert.ok(cost < 1_000_000);
  });
}

const CHEAP: readonly string[] = [
  'object == object',
  'object.objects == object.objects',
  "object.text.findAll('ab{2}').size() == 0",
  "object.text.split('b').size() > 0",
  'object.objects.all(one, object.numbers.size() > one.index)',
  "object.numbers.all(i, isSemver('1.2.' + string(i)) && timestamp('2020-01-01T00:00:00Z') < timestamp('2021-01-01T00:00:00Z'))",
];

for (const expression of CHEAP) {
  test(`${expression}: done once, or for each of ten thousand elements, is within the limits`, () => {
    const { program, message } = compile(expression, environment);
    assert.ok(program, message);
    assert.equal(program.evaluate({ object }, { wholeNumbers: 'int' }).value, true);
  });
}
