import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Condition, withCondition } from './conditions.ts';

const at = (type: string, status: string, lastTransitionTime?: string): Condition => ({
  type,
  status,
  ...(lastTransitionTime && { lastTransitionTime }),
});
const OTHER = at('Other', 'True', 'then');

const CASES: [what: string, before: Condition[] | undefined, after: Condition[]][] = [
  ['the first of all', undefined, [at('Ready', 'True', 'now')]],
  ['one more', [OTHER], [OTHER, at('Ready', 'True', 'now')]],
  ['another status', [at('Ready', 'False', 'then'), OTHER], [at('Ready', 'True', 'now'), OTHER]],
  ['the same status', [at('Ready', 'True', 'then'), OTHER], [at('Ready', 'True', 'then'), OTHER]],
  ['the same status, since nobody knows when', [at('Ready', 'True')], [at('Ready', 'True', 'now')]],
];
for (const [what, before, after] of CASES) {
  test(what, () => assert.deepEqual(withCondition(before, at('Ready', 'True'), 'now'), after));
}
