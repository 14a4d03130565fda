import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { failureText } from './failure-text.ts';
import { firstFailing } from './first-failing.ts';
import { applyJsonPatch } from './json-patch.ts';

const DOCUMENT = { a: { 'b/c': 1 }, list: [1, 2] };
const INDEX = 'Unable to access invalid index: 9: invalid index referenced';
const ATOI = 'strconv.Atoi: parsing "x": invalid syntax';

describe('an operation that cannot be done says why', () => {
  const cases: [operation: Record<string, unknown>, text: string][] = [
    [{ op: 'add', path: '/n/x', value: 1 }, 'add operation does not apply: doc is missing path: "/n/x": missing value'],
    [{ op: 'add', path: '/list/9', value: 1 }, `error in add for path: '/list/9': ${INDEX}`],
    [
      { op: 'add', path: '/list/x', value: 1 },
      `error in add for path: '/list/x': value was not a proper array index: 'x': ${ATOI}`,
    ],
    [
      { op: 'remove', path: '/nope' },
      "error in remove for path: '/nope': Unable to remove nonexistent key: nope: missing value",
    ],
    [{ op: 'remove', path: '/n/x' }, 'remove operation does not apply: doc is missing path: "/n/x": missing value'],
    [{ op: 'remove', path: '/list/9' }, `error in remove for path: '/list/9': ${INDEX}`],
    [{ op: 'remove', path: '/list/x' }, `error in remove for path: '/list/x': ${ATOI}`],
    [
      { op: 'replace', path: '/n/x', value: 1 },
      'replace operation does not apply: doc is missing path: /n/x: missing value',
    ],
    [
      { op: 'replace', path: '/n', value: 1 },
      'replace operation does not apply: doc is missing key: /n: missing value',
    ],
    [{ op: 'replace', path: '', value: null }, 'replace operation does not apply: ""'],
    [{ op: 'test', path: '/a/b~1c', value: 2 }, 'testing value /a/b~1c failed: test failed'],
    [{ op: 'test', path: '', value: 2 }, 'testing value  failed: test failed'],
    [{ op: 'test', path: '/n/x', value: 2 }, 'test operation does not apply: is missing path: /n/x: missing value'],
    [{ op: 'test', path: '/list/9', value: 2 }, `error in test for path: '/list/9': ${INDEX}`],
    [
      { op: 'move', from: '/n/x', path: '/m' },
      'move operation does not apply: doc is missing from path: /n/x: missing value',
    ],
    [
      { op: 'move', from: '/n', path: '/m' },
      "error in move for path: 'n': Unable to remove nonexistent key: n: missing value",
    ],
    [
      { op: 'move', from: '/a', path: '/a/b' },
      'move operation does not apply: doc is missing destination path: /a/b: missing value',
    ],
    [{ op: 'move', from: '/a', path: '/list/9' }, `error in move for path: '/list/9': ${INDEX}`],
    [
      { op: 'copy', from: '/n/x', path: '/m' },
      'copy operation does not apply: doc is missing from path: /n/x: missing value',
    ],
    [
      { op: 'copy', from: '/a', path: '/n/x' },
      'copy operation does not apply: doc is missing destination path: /n/x: missing value',
    ],
    [{ op: 'copy', from: '/list/9', path: '/m' }, `error in copy for from: '/list/9': ${INDEX}`],
    [{ op: 'copy', from: '/a', path: '/list/9' }, `error while adding value during copy: ${INDEX}`],
    [{ op: 'swap', path: '/a' }, 'Unexpected kind: swap'],
    [{ path: '/a' }, 'Unexpected kind: unknown'],
    [{ op: 'remove' }, 'remove operation failed to decode path: missing value'],
    [{ op: 'copy', path: '/a' }, 'copy operation failed to decode from: operation, missing from field: missing value'],
    [{ op: 'add', path: '/a/__proto__', value: 1 }, 'add operation does not apply: "/a/__proto__"'],
    [
      { op: 'add', path: '/constructor/x', value: 1 },
      'add operation does not apply: doc is missing path: "/constructor/x": missing value',
    ],
  ];
  for (const [operation, text] of cases) {
    test(JSON.stringify(operation), () => {
      assert.throws(() => applyJsonPatch(DOCUMENT, [operation]));
      assert.equal(failureText(DOCUMENT, operation), text);
    });
  }
});

test('of several operations, the first that cannot be done is found', () => {
  const good = { op: 'add', path: '/list/-', value: 3 };
  const bad = { op: 'remove', path: '/nope' };
  for (const before of [0, 1, 2, 5]) {
    assert.equal(firstFailing(DOCUMENT, [...Array(before).fill(good), bad, good, bad]), before);
  }
});
