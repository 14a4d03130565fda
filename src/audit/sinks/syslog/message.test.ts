import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { SyslogFormat } from './message.ts';

const format = new SyslogFormat({ hostName: 'host.example', appName: 'allium', processId: '42' });

test('a message as RFC 5424 has it, after the number of its octets', () => {
  const json = '{"user":"é","stageTimestamp":"2026-01-02T03:04:05.678000Z"}';
  const message = `<110>1 2026-01-02T03:04:05.678000Z host.example allium 42 audit - ${json}`;
  assert.equal(format.frame(json), `${Buffer.byteLength(message)} ${message}`);
});

test('the time is that of the event, whatever a client has put before it', () => {
  const stamp = (time: string) => `"stageTimestamp":"${time}"`;
  const json = `{"requestObject":{${stamp('1999-01-01T00:00:00.000000Z')}},${stamp('2026-01-02T03:04:05.678000Z')}}`;
  assert.match(format.frame(json), /^\d+ <110>1 2026-01-02T03:04:05\.678000Z /);
  assert.match(format.frame('{}'), /^\d+ <110>1 - host/);
});

test('names that do not fit their fields are made to fit', () => {
  const odd = new SyslogFormat({ hostName: '', appName: `a b\n${'c'.repeat(99)}`, processId: 'é' });
  assert.match(odd.frame('{}'), /^\d+ <110>1 - - abc{46} - audit - \{\}$/);
});

/** What a receiver makes of a stream (RFC 5425, 4.3). */
function take(stream: Buffer): string[] {
  const messages: string[] = [];
  for (let at = 0; at < stream.length; ) {
    const space = stream.indexOf(' ', at);
    const end = space + 1 + Number(stream.toString('ascii', at, space));
    messages.push(stream.toString('utf8', space + 1, end));
    at = end;
  }
  return messages;
}

test('whatever the events hold, a receiver finds where each ends', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme' })), (texts) => {
      const events = texts.map((text) => JSON.stringify({ text }));
      const taken = take(Buffer.from(events.map((event) => format.frame(event)).join('')));
      assert.deepEqual(
        taken.map((message) => message.slice(message.indexOf('{'))),
        events,
      );
    }),
  );
});
