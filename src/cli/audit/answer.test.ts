import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AuditEvent } from '../../audit/event.ts';
import { WRITERS } from './answer.ts';

const EVENT: AuditEvent = {
  kind: 'Event',
  apiVersion: 'audit.k8s.io/v1',
  level: 'Metadata',
  auditID: 'id',
  stage: 'ResponseComplete',
  requestURI: '/api/v1/pods',
  verb: 'get',
  user: { username: '=cmd()' },
  userAgent: 'a "b", c\u001b[2J',
  objectRef: { resource: 'pods', name: 'x\u001b[31m\n', namespace: 'a' },
  responseStatus: { metadata: {}, code: 200 },
  requestReceivedTimestamp: '2030-01-31T12:00:00.000000Z',
  stageTimestamp: '2030-01-31T12:00:00.123000Z',
};

test('a table obeys no control characters', () => {
  const row = WRITERS.table.row(EVENT, { known: 'changed', changes: [{ path: 'a\u001b', to: 1 }] });
  assert.match(
    row,
    /^2030-01-31T12:00:00\.123Z +=cmd\(\) +get +pods x\\u\{1b\}\[31m\\u\{a\} -n a +200\n {2}\+ a\\u\{1b\}: 1\n$/,
  );
});

test('JSON says the same, and holds nothing that a terminal obeys or that turns text around', () => {
  const event = { ...EVENT, userAgent: 'a\u009b31m \u202e\u2066 \u{e0041} \u061c é' };
  const row = WRITERS.json.row(event, undefined);
  assert.deepEqual(JSON.parse(row), event);
  assert.doesNotMatch(row.trimEnd(), /[\p{Cc}\p{Cf}]/u);
  assert.ok(row.includes('é'));
});

test('what is redacted is told as that, not as unchanged', () => {
  const row = WRITERS.table.row(EVENT, { known: 'changed', changes: [{ path: 'data.k', redacted: true }] });
  assert.match(row, /\n {2}\? data\.k: its value is redacted, and may have changed\n$/);
});

test('a spreadsheet runs no formula, and finds its columns', () => {
  const row = WRITERS.csv.row(EVENT, undefined);
  assert.ok(row.startsWith("2030-01-31T12:00:00.123Z,'=cmd(),get,"), row);
  assert.ok(row.includes('"a ""b"", c\u001b[2J",id,'), row);
});

test('JSON is the event', () => {
  assert.deepEqual(JSON.parse(WRITERS.json.row(EVENT, undefined)), EVENT);
});
