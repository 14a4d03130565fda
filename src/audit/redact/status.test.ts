import assert from 'node:assert/strict';
import { test } from 'node:test';
import { invalidValue, path } from '../../api/field.ts';
import {
  badRequest,
  forbidden,
  internalError,
  invalid,
  notFound,
  type Status,
  unknownError,
} from '../../api/status.ts';
import { redactedStatus } from './status.ts';

const CANARY = 'canary';
const SECRETS = { group: '', resource: 'secrets' };
const unfit = invalid({ group: '', kind: 'Secret' }, CANARY, [
  invalidValue(path('type'), CANARY, 'field is immutable'),
]);

for (const [what, error, refusedBy] of [
  ['a value that is not valid', unfit],
  ['a body that cannot be decoded', badRequest(CANARY)],
  ['a patch that cannot be done', unknownError(`unknown patch type: ${CANARY}`)],
  ['an internal error', internalError(CANARY)],
  ['what a webhook says', forbidden(SECRETS, 's', CANARY), 'ValidatingAdmissionWebhook'],
] as const) {
  test(`the message about ${what} is not recorded`, () => {
    const status = redactedStatus(error.toStatus(), refusedBy);
    assert.ok(!JSON.stringify(status).includes(CANARY));
    assert.deepEqual([status.code, status.reason, status.message], [error.code, error.toStatus().reason, '<redacted>']);
  });
}

test('where it was refused is told', () => {
  assert.deepEqual(redactedStatus(unfit.toStatus()).details, {
    name: '<redacted>',
    kind: 'Secret',
    causes: [{ reason: 'FieldValueInvalid', field: 'type', message: '<redacted>' }],
  });
});

const deleted: Status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details: { name: 's' } };
for (const [what, status] of [
  ['what is not there', notFound(SECRETS, 's').toStatus()],
  ['what is not allowed', forbidden(SECRETS, 's', 'User "jane" cannot get it').toStatus()],
  ['what is done', deleted],
] as const) {
  test(`${what} is told whole`, () => assert.deepEqual(redactedStatus(status), status));
}
