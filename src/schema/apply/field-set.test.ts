import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  difference,
  EMPTY,
  equalSets,
  type FieldSet,
  FieldSetBuilder,
  fieldSet,
  has,
  intersection,
  isEmpty,
  pathsOf,
  recursiveDifference,
  union,
} from './field-set.ts';
import { showPath } from './path-element.ts';

const show = (set: FieldSet) => [...pathsOf(set)].map(showPath);
const A = fieldSet(['a'], ['a', 'x'], ['b', 'y'], ['c']);
const B = fieldSet(['a'], ['b'], ['b', 'y', 'z'], ['d']);

const OPERATIONS: [name: string, result: FieldSet, paths: string[]][] = [
  ['union', union(A, B), ['.a', '.b', '.c', '.d', '.a.x', '.b.y', '.b.y.z']],
  ['intersection', intersection(A, B), ['.a']],
  ['difference keeps what is below', difference(A, B), ['.c', '.a.x', '.b.y']],
  ['difference takes no parents', difference(B, A), ['.b', '.d', '.b.y.z']],
  ['recursive difference takes what is below', recursiveDifference(A, B), ['.c']],
];
for (const [name, result, paths] of OPERATIONS) {
  test(`field set: ${name}`, () => {
    assert.deepEqual(show(result), paths);
  });
}

test('a difference that takes nothing is the set itself', () => {
  assert.equal(difference(A, fieldSet(['zzz'], ['b'])), A);
});

test('paths end before they go down, names sort before keys, and keys by their values', () => {
  const set = new FieldSetBuilder();
  for (const path of [
    ['v:"b"'],
    ['v:2'],
    ['k:{"port":443}'],
    ['k:{"port":80}'],
    ['f:z', 'f:a'],
    ['i:1'],
    ['f:b'],
    ['v:10'],
  ])
    set.insert(path);
  assert.deepEqual(show(set), ['.b', '[port=80]', '[port=443]', '[=2]', '[=10]', '[="b"]', '[1]', '.z.a']);
});

const path = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 3 });
const anySet = fc.array(path, { maxLength: 8 }).map((paths) => fieldSet(...paths));
const asModel = (set: FieldSet) => new Set(show(set));

/** Each operation does to trees what it does to plain sets of paths. */
const MODEL: [name: string, trees: typeof union, paths: (left: Set<string>, right: Set<string>) => Set<string>][] = [
  ['union', union, (left, right) => left.union(right)],
  ['intersection', intersection, (left, right) => left.intersection(right)],
  ['difference', difference, (left, right) => left.difference(right)],
];
for (const [name, trees, paths] of MODEL) {
  test(`field set: ${name} is that of plain sets`, () => {
    fc.assert(
      fc.property(anySet, anySet, (left, right) => {
        assert.deepEqual([...asModel(trees(left, right))].sort(), [...paths(asModel(left), asModel(right))].sort());
      }),
    );
  });
}

test('field set: nothing is left of a set without itself, and no empty branches', () => {
  fc.assert(
    fc.property(anySet, (set) => {
      assert.ok(isEmpty(difference(set, set)));
      assert.ok(equalSets(union(set, EMPTY), set));
      assert.ok([...pathsOf(set)].every((steps) => has(set, steps)));
    }),
  );
});
