import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unifiedDiff } from './unified-diff.ts';

/** Of letters, each a line; a slash ends a line of what is expected. */
const ROWS: readonly [what: string, old: string, now: string, expected: string][] = [
  ['nothing', 'abc', 'abc', ''],
  ['nothing of nothing', '', '', ''],
  ['a line in the middle', 'abcdefghi', 'abcdXfghi', '@@ -2,7 +2,7 @@/ b/ c/ d/-e/+X/ f/ g/ h/'],
  ['a line more', 'ab', 'abc', '@@ -1,2 +1,3 @@/ a/ b/+c/'],
  ['the only line', 'a', 'b', '@@ -1 +1 @@/-a/+b/'],
  ['everything', '', 'ab', '@@ -0,0 +1,2 @@/+a/+b/'],
  ['two lines close by', 'abcdefgh', 'Xbcdefg', '@@ -1,8 +1,7 @@/-a/+X/ b/ c/ d/ e/ f/ g/-h/'],
  ['two lines far apart', 'abcdefghi', 'Xbcdefgh', '@@ -1,4 +1,4 @@/-a/+X/ b/ c/ d/@@ -6,4 +6,3 @@/ f/ g/ h/-i/'],
  ['a line moved', 'abc', 'cab', '@@ -1,3 +1,3 @@/+c/ a/ b/-c/'],
];
for (const [what, old, now, expected] of ROWS) {
  test(`differs: ${what}`, () => assert.equal(unifiedDiff([...old], [...now]), expected.replaceAll('/', '\n')));
}

test('of many lines, the frequent ones are matched beside others', () => {
  const old = Array.from({ length: 300 }, (_, place) => (place % 2 === 0 ? '{' : `${place}`));
  const now = old.with(151, 'X');
  const hunk = ['@@ -149,7 +149,7 @@', ' {', ' 149', ' {', '-151', '+X', ' {', ' 153', ' {', ''];
  assert.equal(unifiedDiff(old, now), hunk.join('\n'));
});
