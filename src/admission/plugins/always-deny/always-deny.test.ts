import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Operation } from '../../admission.ts';
import { admit, attributesOf } from '../../testing.ts';
import { AlwaysDeny } from './always-deny.ts';

const plugin = new AlwaysDeny();
const MESSAGE = 'configmaps "x" is forbidden: admission control is denying all modifications';

for (const operation of ['CREATE', 'UPDATE', 'DELETE', 'CONNECT'] satisfies Operation[]) {
  test(`${operation} is refused, before it is defaulted and once more inside the update`, async () => {
    const write = { operation, resource: 'configmaps', object: {} };
    const { refused, code } = await admit(plugin, write);
    assert.deepEqual([refused, code], [MESSAGE, 403]);
    assert.throws(() => plugin.validate(attributesOf(write)), { message: MESSAGE });
  });
}
