import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type CalendarSchedule, CronError, parseCronSchedule } from './schedule.ts';

const calendar = (text: string) => parseCronSchedule(text) as CalendarSchedule;

test('reads stars, lists, ranges, steps and names', () => {
  const schedule = calendar('*/20 9-17/4 1,15 jan,MAR mon-fri');
  assert.deepEqual([...schedule.minutes], [0, 20, 40]);
  assert.deepEqual([...schedule.hours], [9, 13, 17]);
  assert.deepEqual([...schedule.daysOfMonth], [1, 15]);
  assert.deepEqual([...schedule.months], [1, 3]);
  assert.deepEqual([...schedule.daysOfWeek], [1, 2, 3, 4, 5]);
  assert.equal(schedule.eitherDay, true);
});

test('a step without an end runs to the maximum; a star among the days leaves the other to decide', () => {
  assert.deepEqual([...calendar('50/5 * * * *').minutes], [50, 55]);
  assert.equal(calendar('0 0 13 * *').eitherDay, false);
  assert.equal(calendar('0 0 13 * ?').eitherDay, false);
});

test('descriptors', () => {
  assert.deepEqual(calendar('@hourly'), calendar('0 * * * *'));
  assert.deepEqual(calendar('@weekly'), calendar('0 0 * * 0'));
  assert.deepEqual(parseCronSchedule('@every 1h30m'), { everySeconds: 5400 });
  assert.deepEqual(parseCronSchedule('@every 1500ms'), { everySeconds: 1 });
  assert.deepEqual(parseCronSchedule('@every 5ns'), { everySeconds: 1 });
});

test('a time zone in front', () => {
  assert.deepEqual(calendar('TZ=UTC @daily'), calendar('@daily'));
  assert.deepEqual(calendar('CRON_TZ=Europe/Berlin 1 2 3 4 5'), calendar('1 2 3 4 5'));
});

const REFUSED: readonly [string, string][] = [
  ['', 'expected exactly 5 fields, found 0: []'],
  ['* * * *', 'expected exactly 5 fields, found 4: [* * * *]'],
  ['error', 'expected exactly 5 fields, found 1: [error]'],
  ['60 * * * *', 'end of range (60) above maximum (59): 60'],
  ['* * 0 * *', 'beginning of range (0) below minimum (1): 0'],
  ['5-1 * * * *', 'beginning of range (5) beyond end of range (1): 5-1'],
  ['*/0 * * * *', 'step of range should be a positive number: */0'],
  ['1-2-3 * * * *', 'too many hyphens: 1-2-3'],
  ['*/1/2 * * * *', 'too many slashes: */1/2'],
  ['x * * * *', 'failed to parse int from x: strconv.Atoi: parsing "x": invalid syntax'],
  ['+-1 * * * *', 'failed to parse int from +: strconv.Atoi: parsing "+": invalid syntax'],
  ['@yearly2', 'unrecognized descriptor: @yearly2'],
  ['@constructor', 'unrecognized descriptor: @constructor'],
  ['@every x', 'failed to parse duration @every x: time: invalid duration "x"'],
  ['@every 1', 'failed to parse duration @every 1: time: missing unit in duration "1"'],
  ['@every 1y', 'failed to parse duration @every 1y: time: unknown unit "y" in duration "1y"'],
  ['TZ=Mars/Olympus * * * * *', 'provided bad location Mars/Olympus: unknown time zone Mars/Olympus'],
  ['TZ=UTC', 'expected exactly 5 fields, found 1: [TZ=UTC]'],
];
for (const [text, message] of REFUSED) {
  test(`refuses '${text}'`, () => assert.throws(() => parseCronSchedule(text), new CronError(message)));
}

test('any text is a schedule or refused', () => {
  const part = fc.oneof(fc.string({ maxLength: 6 }), fc.constantFrom('*', '*/5', '1-3', '59/1', ',', 'sun', '-', '99'));
  fc.assert(
    fc.property(fc.array(part, { maxLength: 7 }), (parts) => {
      try {
        parseCronSchedule(parts.join(' '));
      } catch (error) {
        assert.ok(error instanceof CronError, String(error));
      }
    }),
  );
});

test('a long text is refused before it is read', () => {
  assert.throws(() => parseCronSchedule('*,'.repeat(100_000)), CronError);
});
