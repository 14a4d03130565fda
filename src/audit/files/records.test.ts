import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { eventList } from '../sinks/event-list.ts';
import { recordsIn } from './records.ts';

const textsIn = (line: string) => recordsIn(Buffer.from(line)).map(String);

test('the events of a list are found, whatever clients brought into them', () => {
  const event = fc.jsonValue().map((value) => JSON.stringify({ kind: 'Event', value }));
  const trap = '{"kind":"Event","requestObject":{"items":[{"kind":"Event","a":"\\\\"},{"b":"}]}\\""}]}}';
  assert.doesNotThrow(() => JSON.parse(trap));
  fc.assert(
    fc.property(fc.array(fc.oneof(event, fc.constant(trap))), (events) => {
      assert.deepEqual(textsIn(eventList(events)), events);
      for (const each of events) assert.deepEqual(textsIn(each), [each]);
    }),
  );
});

test('any bytes are some records, or none', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.boolean(), (bytes, isList) => {
      const line = Buffer.concat([Buffer.from(isList ? '{"kind":"EventList","items":[' : ''), bytes]);
      const length = recordsIn(line).reduce((sum, record) => sum + record.length, 0);
      assert.ok(length <= line.length);
    }),
  );
});

test("a syslog server's words before an event are no part of it; what is no event stays as it is", () => {
  assert.deepEqual(textsIn('<110>1 host allium: {"kind":"Event","a":1}'), ['{"kind":"Event","a":1}']);
  assert.deepEqual(textsIn('-- cut --'), ['-- cut --']);
  assert.deepEqual(textsIn(''), ['']);
});
