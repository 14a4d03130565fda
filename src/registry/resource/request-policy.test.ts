import assert from 'node:assert/strict';
import { it } from 'node:test';
import { path } from '../../api/field.ts';
import type { V1CapacityRequestPolicy } from '../../schema/generated/types.ts';
import { validateRequestPolicy } from './request-policy.ts';

const cases: readonly (readonly [what: string, policy: V1CapacityRequestPolicy, errors: string[]])[] = [
  ['any amount', {}, []],
  ['one of some amounts', { default: '1', validValues: ['1', '2'] }, []],
  ['a range', { default: '1', validRange: { min: '1', max: '5', step: '2' } }, []],
  [
    'amounts and a range',
    { default: '1', validValues: ['1'], validRange: { min: '1' } },
    [
      'p: Forbidden: exactly one policy can be specified, cannot specify "validValues" and "validRange" at the same time',
    ],
  ],
  [
    'amounts of which none is taken',
    { validValues: ['1'] },
    ['p.default: Required value: required when validValues is defined'],
  ],
  [
    'a range of which nothing is taken',
    { validRange: {} },
    ['p.default: Required value: required when validRange is defined'],
  ],
  [
    'amounts in no order, twice, too many, and none of them taken',
    { default: '3', validValues: ['2', '1', '1', '11'] },
    [
      'p.validValues[1]: Invalid value: "1": values must be sorted in ascending order',
      'p.validValues[3]: Invalid value: "11": option is larger than capacity value: 10',
      'p.validValues[2]: Duplicate value: "1"',
      'p.validValues: Invalid value: "3": default value is not valid according to the requestPolicy',
    ],
  ],
  [
    'a range from nowhere',
    { default: '1', validRange: {} },
    ['p.validRange.min: Required value: required when validRange is defined'],
  ],
  [
    'a range outside of the capacity',
    { default: '1', validRange: { min: '12', max: '11' } },
    [
      'p.validRange.min: Invalid value: "12": min is larger than capacity value: 10',
      'p.validRange.min: Invalid value: "1": default is less than min: 12',
      'p.validRange.max: Invalid value: "12": min is larger than max: 11',
      'p.validRange.max: Invalid value: "11": max is larger than capacity value: 10',
    ],
  ],
  [
    'steps that are missed',
    { default: '4', validRange: { min: '1', max: '3', step: '10' } },
    [
      'p.validRange.max: Invalid value: "4": default is more than max: 3',
      'p.validRange.step: Invalid value: "10": one step 11 is larger than capacity value: 10',
      'p.validRange.step: Invalid value: "4": value is not a multiple of a given step (10) from (1)',
      'p.validRange.step: Invalid value: "3": value is not a multiple of a given step (10) from (1)',
    ],
  ],
  [
    'no step at all',
    { default: '2', validRange: { min: '1', step: '0' } },
    ['p.validRange.step: Invalid value: "2": value is not a multiple of a given step (0) from (1)'],
  ],
];

for (const [what, policy, errors] of cases) {
  it(what, () => assert.deepEqual(validateRequestPolicy(policy, '10', path('p')).map(String), errors));
}
