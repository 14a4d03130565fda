import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { quote } from './quote.ts';

test('a text is quoted as JSON.stringify quotes it', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => assert.equal(quote(text), JSON.stringify(text))));
  for (const text of ['', '"', '\\', '\n', '\u007f', '\ud800', 'é', '\u2028', '/api/v1/pods?x=[]~!#']) {
    assert.equal(quote(text), JSON.stringify(text));
  }
});
