import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AuditEvent } from '../event.ts';
import { FirstOfRequest } from './first-of-request.ts';

const event = (auditID: string, stage: AuditEvent['stage']) => ({ auditID, stage }) as AuditEvent;

test('a request is told once: when its answer begins, or where that was not recorded, when it ends', () => {
  const first = new FirstOfRequest();
  assert.equal(first.isNew(event('watch', 'ResponseStarted')), true);
  assert.equal(first.isNew(event('get', 'ResponseComplete')), true);
  assert.equal(first.isNew(event('watch', 'ResponseComplete')), false);
  assert.equal(first.isNew(event('other watch', 'Panic')), true);
});

test('requests that never end take bounded memory', () => {
  const first = new FirstOfRequest();
  for (let i = 0; i < 20_000; i++) first.isNew(event(`${i}`, 'ResponseStarted'));
  assert.equal(first.isNew(event('0', 'ResponseComplete')), true);
  assert.equal(first.isNew(event('19999', 'ResponseComplete')), false);
});
