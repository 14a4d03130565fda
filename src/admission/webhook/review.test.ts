/** What webhooks answer may be anything: it is taken for what it says, or refused, and nothing else. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { InvalidResponse, type ReviewVersion, readReview, type Verdict } from './review.ts';

const UID = 'u-1';
const PATCH = Buffer.from('[]').toString('base64');
const answer = (response: unknown, version: ReviewVersion = 'v1') => ({
  apiVersion: `admission.k8s.io/${version}`,
  kind: 'AdmissionReview',
  response,
});

const RUNS = { numRuns: 500 };
const kinds = { version: fc.constantFrom('v1' as const, 'v1beta1' as const), isMutating: fc.boolean() };
/** Every field with anything in it, or with what belongs there. */
const responses = fc.record(
  {
    uid: fc.oneof(fc.constant<unknown>(UID), fc.anything()),
    allowed: fc.oneof(fc.boolean(), fc.anything()),
    status: fc.anything(),
    patch: fc.oneof(fc.constant<unknown>(PATCH), fc.string(), fc.anything()),
    patchType: fc.oneof(fc.constant<unknown>('JSONPatch'), fc.anything()),
    auditAnnotations: fc.oneof(fc.dictionary(fc.string(), fc.anything()), fc.anything()),
    warnings: fc.oneof(fc.array(fc.oneof(fc.string(), fc.anything())), fc.anything()),
  },
  { requiredKeys: [] },
);
const answers = fc.oneof(
  fc.anything(),
  responses.map((response) => answer(response)),
  fc.tuple(responses, fc.anything(), fc.anything()).map(([response, kind, apiVersion]) => ({
    kind,
    apiVersion,
    response,
  })),
);

function read(version: ReviewVersion, isMutating: boolean, value: unknown): Verdict | undefined {
  try {
    return readReview(version, UID, isMutating, value);
  } catch (error) {
    const { name, stack } = error as Error;
    assert.ok(['InvalidResponse', 'Base64Error', 'Error'].includes(name), stack);
    return undefined;
  }
}

describe('whatever a webhook answers', () => {
  test('it is a verdict, or an answer that is none', () => {
    fc.assert(
      fc.property(kinds.version, kinds.isMutating, answers, (version, isMutating, value) => {
        const verdict = read(version, isMutating, value);
        if (!verdict) return;
        assert.equal(typeof verdict.allowed, 'boolean');
        assert.ok(verdict.warnings.every((text) => typeof text === 'string'));
        assert.ok(verdict.auditAnnotations.flat().every((text) => typeof text === 'string'));
        assert.ok(isMutating || verdict.patch.length === 0);
      }),
      RUNS,
    );
  });

  test('only true admits', () => {
    fc.assert(
      fc.property(kinds.version, kinds.isMutating, answers, (version, isMutating, value: any) => {
        if (read(version, isMutating, value)?.allowed) assert.equal(value.response.allowed, true);
      }),
      RUNS,
    );
  });

  test('an answer to another request is none', () => {
    fc.assert(
      fc.property(fc.anything(), (uid) => {
        fc.pre(uid !== UID);
        assert.equal(read('v1', false, answer({ uid, allowed: true })), undefined);
      }),
      RUNS,
    );
  });

  test('an error tells little of it', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 65, maxLength: 5000 }), (text) => {
        for (const value of [
          answer({ uid: text }),
          { ...answer({ uid: UID }), kind: text },
          { ...answer({ uid: UID }), apiVersion: text },
        ]) {
          try {
            readReview('v1', UID, true, value);
            assert.fail('it was taken for an answer');
          } catch (error) {
            assert.ok(error instanceof InvalidResponse);
            // Quoting makes of one unit six, at most.
            assert.ok(error.message.length < 100 + 64 * 6, error.message);
          }
        }
      }),
      RUNS,
    );
  });

  test('keys that objects have by nature are only names', () => {
    const value = JSON.parse(
      `{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","response":{"uid":"${UID}","__proto__":{"allowed":true},"auditAnnotations":{"__proto__":"a","constructor":"b"}}}`,
    );
    const verdict = read('v1', false, value)!;
    assert.equal(verdict.allowed, false);
    assert.deepEqual(verdict.auditAnnotations, [
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ]);
  });
});

const REFUSED: readonly (readonly [response: unknown, isMutating: boolean, message: string])[] = [
  [undefined, false, 'webhook response was absent'],
  [null, false, 'webhook response was absent'],
  [[], false, 'webhook response is no object'],
  [{ uid: 'other' }, false, 'expected response.uid="u-1", got "other"'],
  [{ uid: UID, patch: PATCH }, false, 'validating webhook may not return response.patch'],
  [{ uid: UID, patchType: 'JSONPatch' }, false, 'validating webhook may not return response.patchType'],
  [{ uid: UID, patch: PATCH }, true, 'webhook returned response.patch but not response.patchType'],
  [{ uid: UID, patchType: 'JSONPatch' }, true, 'webhook returned response.patchType but not response.patch'],
  [{ uid: UID, patch: PATCH, patchType: '' }, true, 'webhook returned invalid response.patchType of ""'],
];
for (const [response, isMutating, message] of REFUSED) {
  test(`${JSON.stringify(response)} of a ${isMutating ? 'mutating' : 'validating'} webhook is refused`, () => {
    assert.throws(() => readReview('v1', UID, isMutating, answer(response)), { name: 'InvalidResponse', message });
  });
}

const UNDECODABLE: readonly (readonly [response: unknown, message: string])[] = [
  [
    { allowed: 'true' },
    'json: cannot unmarshal string into Go struct field AdmissionResponse.response.allowed of type bool',
  ],
  [
    { patch: {} },
    'json: cannot unmarshal object into Go struct field AdmissionResponse.response.patch of type []uint8',
  ],
  ...(
    [
      [{ status: 'no' }, 'string', 'status of type v1.Status'],
      [{ auditAnnotations: [] }, 'array', 'auditAnnotations of type map[string]string'],
      [{ auditAnnotations: { a: 1 } }, 'number', 'auditAnnotations of type string'],
      [{ warnings: 'mind' }, 'string', 'warnings of type []string'],
      [{ warnings: ['mind', {}] }, 'object', 'warnings of type string'],
    ] as const
  ).map(
    ([more, kind, field]) =>
      [
        { allowed: true, ...more },
        `json: cannot unmarshal ${kind} into Go struct field AdmissionResponse.response.${field}`,
      ] as const,
  ),
  [{ patch: 'W10' }, 'illegal base64 data at input byte 0'],
  [{ patch: 'W1!=' }, 'illegal base64 data at input byte 2'],
];
for (const [response, message] of UNDECODABLE) {
  test(`${JSON.stringify(response)} is no AdmissionResponse`, () => {
    for (const version of ['v1', 'v1beta1'] as const) {
      assert.throws(() => readReview(version, UID, true, answer(response, version)), { message });
    }
  });
}

test('v1beta1 has fewer rules', () => {
  const verdict = readReview('v1beta1', UID, true, { response: { allowed: true, patch: PATCH } });
  assert.deepEqual([verdict.allowed, verdict.patch.toString(), verdict.patchType], [true, '[]', 'JSONPatch']);
});
