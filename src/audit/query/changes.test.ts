import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AuditEvent } from '../event.ts';
import { changesBetween, ObjectHistory } from './changes.ts';

for (const [what, from, to, expected] of [
  ['the same', { a: 1 }, { a: 1 }, []],
  ['a value', { spec: { replicas: 2 } }, { spec: { replicas: 3 } }, [{ path: 'spec.replicas', from: 2, to: 3 }]],
  ['a key that is gone', { a: { b: 1 } }, { a: {} }, [{ path: 'a.b', from: 1 }]],
  ['an item that is new', { a: [1] }, { a: [1, 2] }, [{ path: 'a[1]', to: 2 }]],
  ['a key with dots', { a: { 'b.c/d': 1 } }, { a: { 'b.c/d': 2 } }, [{ path: 'a["b.c/d"]', from: 1, to: 2 }]],
  [
    'what is redacted, and may have changed',
    { data: { a: '<redacted>', b: '<redacted>' } },
    { data: { a: '<redacted>', c: '<redacted>' } },
    [
      { path: 'data.a', redacted: true },
      { path: 'data.b', from: '<redacted>' },
      { path: 'data.c', to: '<redacted>' },
    ],
  ],
  ['bookkeeping', { metadata: { resourceVersion: '1' } }, { metadata: { resourceVersion: '2' } }, []],
  ['a key of the prototype', {}, JSON.parse('{"__proto__":1}'), [{ path: '__proto__', to: 1 }]],
] as const) {
  test(what, () => assert.deepEqual(changesBetween(from, to), expected));
}

function write(verb: string, responseObject?: object, more: object = {}): AuditEvent {
  const objectRef = { resource: 'roles', namespace: 'a', name: 'x' };
  const responseStatus = { metadata: {}, code: 200 };
  return {
    stage: 'ResponseComplete',
    verb,
    requestURI: '/',
    objectRef,
    responseStatus,
    responseObject,
    ...more,
  } as any;
}

test('a history of one object', () => {
  const history = new ObjectHistory();
  const known = (event: AuditEvent) => history.observe(event)?.known;
  assert.equal(known(write('update', { a: 1 })), 'no-body-before');
  assert.equal(known(write('patch', { a: 2 })), 'changed');
  assert.equal(known(write('patch', { a: 3 }, { requestURI: '/?dryRun=All' })), undefined);
  assert.equal(known(write('patch', { a: 3 }, { responseStatus: { metadata: {}, code: 409 } })), undefined);
  assert.deepEqual(history.observe(write('patch', { a: 2 })), { known: 'changed', changes: [] });
  assert.equal(known(write('patch')), 'no-body');
  assert.equal(known(write('patch', { a: 4 })), 'no-body-before');
  assert.equal(known(write('delete', { a: 4 })), 'deleted');
  assert.equal(known(write('create', { a: 1 })), 'created');
  assert.equal(known(write('get', { a: 1 })), undefined);
});

test('a write that left the version as it was changed nothing, redacted or not', () => {
  const history = new ObjectHistory();
  const secret = (resourceVersion: string) => ({ metadata: { resourceVersion }, data: { a: '<redacted>' } });
  history.observe(write('create', secret('1')));
  assert.deepEqual(history.observe(write('patch', secret('1'))), { known: 'changed', changes: [] });
  const changes = [{ path: 'data.a', redacted: true }];
  assert.deepEqual(history.observe(write('patch', secret('2'))), { known: 'changed', changes });
});
