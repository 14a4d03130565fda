import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { V1Toleration } from '../../../schema/generated/types.ts';
import { covers, mergeTolerations } from './tolerations.ts';

const EXISTS: V1Toleration = { operator: 'Exists' };
const equal = (value: string, more: V1Toleration = {}): V1Toleration => ({
  key: 'k',
  operator: 'Equal',
  value,
  ...more,
});
const forSeconds = (tolerationSeconds?: number): V1Toleration => ({
  key: 'k',
  operator: 'Exists',
  effect: 'NoExecute',
  ...(tolerationSeconds !== undefined && { tolerationSeconds }),
});

describe('which toleration covers which', () => {
  const CASES: [what: string, all: V1Toleration, part: V1Toleration, want: boolean][] = [
    ['itself', equal('v'), equal('v'), true],
    ['everything', EXISTS, equal('v', { effect: 'NoSchedule' }), true],
    ['another key', { ...EXISTS, key: 'k' }, { ...EXISTS, key: 'l' }, false],
    ['every value of the key', { ...EXISTS, key: 'k' }, equal('v'), true],
    ['another value', equal('v'), equal('w'), false],
    ['a value where the operator is left out', { key: 'k', value: 'v' }, equal('v'), true],
    ['all values by one', equal('v'), { ...EXISTS, key: 'k' }, false],
    ['an effect by every effect', equal('v'), equal('v', { effect: 'NoSchedule' }), true],
    ['every effect by one', equal('v', { effect: 'NoSchedule' }), equal('v'), false],
    ['another effect', equal('v', { effect: 'NoExecute' }), equal('v', { effect: 'NoSchedule' }), false],
    ['a while by ever', forSeconds(), forSeconds(5), true],
    ['ever by a while', forSeconds(5), forSeconds(), false],
    ['a shorter while', forSeconds(10), forSeconds(5), true],
    ['a longer while', forSeconds(5), forSeconds(10), false],
    ['what nobody knows', { key: 'k', operator: 'Like' }, equal('v'), false],
  ];
  for (const [what, all, part, want] of CASES) {
    test(`${what}: ${want}`, () => assert.equal(covers(all, part), want));
  }
});

describe('merging', () => {
  const CASES: [what: string, first: V1Toleration[], second: V1Toleration[], want: V1Toleration[]][] = [
    ['nothing', [], [], []],
    ['different ones', [equal('v')], [equal('w')], [equal('v'), equal('w')]],
    ['the same', [equal('v')], [equal('v')], [equal('v')]],
    ['a later one that says more', [equal('v')], [EXISTS], [EXISTS]],
    ['an earlier one that says more', [EXISTS], [equal('v')], [EXISTS]],
    ['two that say the same in other words', [forSeconds(5), forSeconds(5)], [forSeconds(10)], [forSeconds(10)]],
  ];
  for (const [what, first, second, want] of CASES) {
    test(what, () => {
      const merged = mergeTolerations(first, second);
      assert.deepEqual(merged, want);
      assert.deepEqual(mergeTolerations(merged, second), want, 'once more changes nothing');
    });
  }
});
