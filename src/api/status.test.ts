import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { invalidValue, path } from './field.ts';
import { invalid } from './status.ts';

const KIND = { group: '', kind: 'ConfigMap' };
const error = (position: number) => invalidValue(path('data').key(`k${position}`), 'v', 'is bad');

describe('the Status of an invalid object', () => {
  it('tells a repeated error once in its message', () => {
    const { message, details } = invalid(KIND, 'a', [error(1), error(1)]).toStatus();
    assert.equal(message, 'ConfigMap "a" is invalid: data[k1]: Invalid value: "v": is bad');
    assert.equal(details?.causes?.length, 2);
  });

  it('stays small however many errors there are', () => {
    const errors = Array.from({ length: 100_000 }, (_, position) => error(position));
    const { message = '', details } = invalid(KIND, 'a', errors).toStatus();
    assert.equal(details?.causes?.length, 500);
    assert.ok(message.endsWith('data[k499]: Invalid value: "v": is bad, and 99500 more errors]'));
  });

  it('stays small however long the place is that the errors are at', () => {
    const at = path('data').key('k'.repeat(1_000_000));
    const errors = Array.from({ length: 500 }, (_, position) => invalidValue(at.index(position), 'v', 'is bad'));
    assert.equal(invalid(KIND, 'a', errors).toStatus().details?.causes?.length, 1);
  });

  it('shows no more than the start of a long value', () => {
    const { message = '' } = invalid(KIND, 'a', [invalidValue(path('data'), 'x'.repeat(100_000), 'is bad')]).toStatus();
    assert.ok(message.length < 10_000);
    assert.match(message, /"x+\.\.\.": is bad$/);
  });
});
