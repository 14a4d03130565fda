import assert from 'node:assert/strict';
import { test } from 'node:test';
import { forbidden } from '../api/status.ts';
import type { AdmissionAttributes, AdmissionPlugin, Reinvocation } from './admission.ts';
import { AdmissionChain } from './chain.ts';

const CREATE = { operation: 'CREATE' } as AdmissionAttributes;

function plugin(name: string, parts: Partial<AdmissionPlugin>): AdmissionPlugin {
  return { name, handles: (operation) => operation === 'CREATE', ...parts };
}

function recorder() {
  const calls: string[] = [];
  const admit =
    (name: string) =>
    (_: AdmissionAttributes, { isReinvocation }: Reinvocation) =>
      void calls.push(isReinvocation ? `${name} again` : name);
  return { calls, admit };
}

test('plugins run in order, whether they answer at once or later', async () => {
  const { calls, admit } = recorder();
  const later: AdmissionPlugin['admit'] = async (attributes, reinvocation) => {
    await new Promise(setImmediate);
    admit('later')(attributes, reinvocation);
  };
  const chain = new AdmissionChain([
    plugin('a', { admit: admit('a') }),
    plugin('later', { admit: later }),
    plugin('b', { admit: admit('b'), validate: () => void calls.push('validate b') }),
  ]);
  await chain.mutate(CREATE);
  assert.deepEqual(calls, ['a', 'later', 'b']);
  await chain.validate(CREATE);
  assert.deepEqual(calls.at(-1), 'validate b');
});

test('a plugin that does not handle the operation is not asked', async () => {
  const { calls, admit } = recorder();
  await new AdmissionChain([plugin('a', { admit: admit('a') })]).mutate({ ...CREATE, operation: 'DELETE' });
  assert.deepEqual(calls, []);
});

test('a witness looks behind those plugins alone that may change such an object', async () => {
  const admit = () => {};
  const chain = new AdmissionChain([
    plugin('any', { admit }),
    plugin('none', { admit, mutates: [] }),
    plugin('shows', { admit, showsChanges: true }),
    plugin('pods', { admit, mutates: ['pods'] }),
    plugin('ingresses', { admit, mutates: ['nodes', 'ingresses.networking.k8s.io'] }),
  ]);
  for (const [group, resource, looks] of [
    ['', 'pods', ['any', 'pods']],
    ['metrics.k8s.io', 'pods', ['any']],
    ['networking.k8s.io', 'ingresses', ['any', 'ingresses']],
  ] as const) {
    const seen: string[] = [];
    const witness = { sees: (name: string) => void seen.push(name), sawChange: () => false };
    await chain.mutate({ ...CREATE, resource: { group, version: 'v1', resource }, witness });
    assert.deepEqual(seen, looks);
  }
});

test('when one asks for it, all see the object once more, and only once', async () => {
  const { calls, admit } = recorder();
  const asks: AdmissionPlugin['admit'] = (attributes, reinvocation) => {
    admit('asks')(attributes, reinvocation);
    reinvocation.request();
  };
  await new AdmissionChain([plugin('a', { admit: admit('a') }), plugin('asks', { admit: asks })]).mutate(CREATE);
  assert.deepEqual(calls, ['a', 'asks', 'a again', 'asks again']);
});

for (const [when, refuse] of [
  ['at once', () => refusal()],
  ['later', () => Promise.resolve().then(refusal)],
] as const) {
  test(`a refusal ${when} is passed over where all of them are wanted`, async () => {
    const chain = new AdmissionChain([
      plugin('refuses', { validate: refuse }),
      plugin('refuses too', { validate: refuse }),
    ]);
    const told: (string | undefined)[] = [];
    await chain.validate({ ...CREATE, passOver: ({ refusedBy }) => void told.push(refusedBy) });
    assert.deepEqual(told, ['refuses', 'refuses too']);
  });
}

function refusal(): never {
  throw forbidden({ group: '', resource: 'pods' }, 'a', 'no');
}

for (const [when, refuse] of [
  ['at once', () => assert.fail('no')],
  ['later', () => Promise.reject(new Error('no'))],
] as const) {
  test(`a refusal ${when} ends the chain`, async () => {
    const { calls, admit } = recorder();
    const chain = new AdmissionChain([plugin('refuses', { admit: refuse }), plugin('b', { admit: admit('b') })]);
    await assert.rejects(async () => chain.mutate(CREATE), /no/);
    assert.deepEqual(calls, []);
  });
}
