import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { compareKeys, precedes, prefixEnd } from './keys.ts';

/** Often with the code points where the two orders differ. */
const unit = fc.oneof(
  fc.constantFrom('a', '/', '\u00ff', '\ud7ff', '\ue000', '\uffee', '\u{10000}', '\u{10ffff}'),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
);
const key = fc.string({ unit, maxLength: 6 });

test('keys are ordered as their UTF-8 bytes are', () => {
  fc.assert(
    fc.property(key, key, (a, b) => {
      const expected = Buffer.compare(Buffer.from(a), Buffer.from(b));
      assert.equal(Math.sign(compareKeys(a, b)), expected);
      assert.equal(precedes(b)(a), expected < 0);
    }),
  );
  assert.ok(compareKeys('\uffee', '\u{1f600}') < 0, 'where UTF-16 order is wrong');
});

test('a key lies between a prefix and its end exactly when it starts with the prefix', () => {
  fc.assert(
    fc.property(key, key, fc.boolean(), (prefix, other, below) => {
      const candidate = below ? prefix + other : other;
      const end = prefixEnd(prefix);
      const inside = compareKeys(candidate, prefix) >= 0 && (end === undefined || compareKeys(candidate, end) < 0);
      assert.equal(inside, candidate.startsWith(prefix));
    }),
  );
});

test('the end of a prefix', () => {
  assert.equal(prefixEnd('/registry/pods/'), '/registry/pods0');
  assert.equal(prefixEnd('a\u{10ffff}'), 'b');
  assert.equal(prefixEnd(''), undefined);
});
