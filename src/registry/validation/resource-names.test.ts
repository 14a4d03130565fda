import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type FieldError, type FieldPath, path } from '../../api/field.ts';
import {
  isOvercommitAllowed,
  validateContainerResourceName,
  validateQuotaResourceName,
  validateResourceName,
  validateResourceQuantity,
} from './resource-names.ts';

const STANDARD = 'must be a standard resource type or fully qualified';
const CONTAINER = 'must be a standard resource for containers';
const EXTENDED = "doesn't follow extended resource name standard";
const QUOTA = 'must be a standard resource for quota';

const rows: [name: string, any: string[], container: string[], quota: string[]][] = [
  ['cpu', [], [], []],
  ['hugepages-2Mi', [], [], []],
  ['requests.hugepages-2Mi', [], [CONTAINER], []],
  ['storage', [], [CONTAINER], [QUOTA]],
  ['limits.cpu', [], [CONTAINER], []],
  ['services.nodeports', [], [CONTAINER], []],
  ['gpu', [STANDARD], [STANDARD, CONTAINER], [STANDARD, QUOTA]],
  ['example.com/gpu', [], [], []],
  ['requests.example.com/gpu', [], [EXTENDED], []],
  ['kubernetes.io/whatever', [], [], []],
  ['count/deployments.apps', [], [], []],
];

function details(validate: (name: string, at: FieldPath) => FieldError[], name: string): string[] {
  return validate(name, path('x')).map((error) => error.detail);
}

for (const [name, any, container, quota] of rows) {
  it(`name ${name}`, () => {
    assert.deepEqual(details(validateResourceName, name), any);
    assert.deepEqual(details(validateContainerResourceName, name), container);
    assert.deepEqual(details(validateQuotaResourceName, name), quota);
  });
}

it('a name that is not qualified is not looked at further', () => {
  assert.match(details(validateResourceName, 'a b')[0]!, /^name part must consist of alphanumeric characters/);
});

describe('validateResourceQuantity', () => {
  const amounts: [name: string, amount: string, want: string[]][] = [
    ['cpu', '100m', []],
    ['cpu', '-1', ['x: Invalid value: "-1": must be greater than or equal to 0']],
    ['pods', '1', []],
    ['pods', '500m', ['x: Invalid value: "500m": must be an integer']],
    ['example.com/gpu', '1500m', ['x: Invalid value: "1500m": must be an integer']],
  ];
  for (const [name, amount, want] of amounts) {
    it(`${amount} of ${name}`, () => {
      assert.deepEqual(validateResourceQuantity(name, amount, path('x')).map(String), want);
    });
  }
});

it('what is counted in whole units is not overcommitted', () => {
  assert.equal(isOvercommitAllowed('cpu'), true);
  assert.equal(isOvercommitAllowed('hugepages-2Mi'), false);
  assert.equal(isOvercommitAllowed('example.com/gpu'), false);
});
