import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { microTime } from './micro-time.ts';

test('a moment as Date writes it, with microseconds', () => {
  const moment = fc.integer({ min: 0, max: Date.parse('2200-01-01T00:00:00Z') });
  fc.assert(
    fc.property(moment, fc.integer({ min: -2000, max: 2000 }), (at, later) => {
      for (const milliseconds of [at, Math.max(0, at + later), at]) {
        assert.equal(microTime(milliseconds), new Date(milliseconds).toISOString().replace('Z', '000Z'));
      }
    }),
  );
});
