import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '../../util/clock.ts';
import { TlsReload } from './reload.ts';

const material = (certificate: string) => ({ certificate });

function setUp() {
  const clock = new ManualClock();
  const applied: string[] = [];
  const errors: unknown[] = [];
  const state = { load: async () => material('first') };
  const reload = new TlsReload(material('first'), {
    load: () => state.load(),
    apply: ({ certificate }) => applied.push(certificate),
    clock,
    onError: (error) => errors.push(error),
  });
  const minute = async () => {
    clock.advance(60_000);
    await new Promise(setImmediate);
  };
  return { state, reload, minute, applied, errors };
}

test('what changed is applied once, within a minute', async () => {
  const { state, minute, applied } = setUp();
  await minute();
  assert.deepEqual(applied, []);
  state.load = async () => material('second');
  await minute();
  await minute();
  assert.deepEqual(applied, ['second']);
});

test('a failure is told, and leaves the certificate in use', async () => {
  const { state, minute, applied, errors } = setUp();
  state.load = () => Promise.reject(new Error('half written'));
  await minute();
  state.load = async () => material('second');
  await minute();
  assert.equal(errors.length, 1);
  assert.deepEqual(applied, ['second']);
});

test('what is known to have changed is applied at once, and the interval begins anew', async () => {
  const { state, reload, minute, applied } = setUp();
  state.load = async () => material('second');
  await reload.now();
  assert.deepEqual(applied, ['second']);
  state.load = async () => material('third');
  await Promise.all([reload.now(), reload.now()]);
  state.load = async () => material('fourth');
  await minute();
  assert.deepEqual(applied, ['second', 'third', 'fourth']);
});

test('nothing is loaded once it is stopped', async () => {
  const { state, reload, minute } = setUp();
  reload.stop();
  state.load = () => assert.fail('it is stopped');
  await minute();
});
