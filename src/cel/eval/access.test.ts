/** Members of what has none: as cel-go has it where EnableErrorOnBadPresenceTest is not set, which is how Kubernetes runs it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DYN } from '../check/types.ts';
import { KUBERNETES_ENVIRONMENT } from '../kubernetes/environment.ts';
import { compile } from '../program.ts';

const ENVIRONMENT = KUBERNETES_ENVIRONMENT.extend({ variables: { nothing: DYN, text: DYN, list: DYN } });
const VARIABLES = { nothing: null, text: 'a', list: ['a'] };

const CASES: readonly (readonly [expression: string, expected: unknown])[] = [
  ['nothing.spec', 'no such key: spec'],
  ['nothing.spec.replicas', 'no such key: spec'],
  ["nothing['spec']", 'no such key: spec'],
  ['nothing[0]', 'no such key: 0'],
  ['text.spec', 'no such key: spec'],
  ['text[0]', 'no such key: 0'],
  ['has(nothing.spec)', false],
  ['has(text.spec)', false],
  ['has(nothing.spec.replicas)', 'no such key: spec'],
  ["nothing.?spec.orValue('none') == 'none'", true],
  ['nothing.?spec.?replicas.orValue(1) == 1', true],
  ["nothing[?'spec'].orValue('none') == 'none'", true],
  ['text[?0].hasValue()', false],
  ['list.spec', "unsupported index type 'string' in list"],
  ['list[true]', "unsupported index type 'bool' in list"],
  ['has(list.spec)', "unsupported index type 'string' in list"],
  ['list[?1].hasValue()', false],
];

for (const [expression, expected] of CASES) {
  test(`${expression}: ${expected}`, () => {
    const { program, message } = compile(expression, ENVIRONMENT);
    assert.ok(program, message);
    const { value, error } = program.evaluate(VARIABLES);
    assert.equal(error?.message ?? value, expected);
  });
}
