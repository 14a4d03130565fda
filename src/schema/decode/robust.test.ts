import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { encodeJson, parseJson } from '../../api/json.ts';
import type { Json } from '../../api/object.ts';
import { StatusError } from '../../api/status.ts';
import type { ObjectSchema } from '../schema.ts';
import { schemaOf } from '../schema-of.ts';
import { decodeJsonObject } from './decode-object.ts';

const gvk = { group: '', version: 'v1', kind: 'Pod' };
const options = { contentType: 'json', schema: schemaOf('V1Pod'), gvk, fieldValidation: 'Warn' } as const;

/** A Pod whose fields hold anything at all, most of the time near to what they should hold. */
function nearly(schema: ObjectSchema): fc.Arbitrary<unknown> {
  const names = [...schema.fields.keys(), '__proto__', 'constructor', 'unknown'];
  const member = fc.tuple(
    fc.constantFrom(...names),
    fc.json().map((text) => JSON.parse(text)),
  );
  return fc.array(member, { maxLength: 6 }).map((members) => Object.fromEntries(members));
}

const pods = fc.record(
  {
    metadata: nearly(schemaOf('V1ObjectMeta')),
    spec: nearly(schemaOf('V1PodSpec')),
    status: nearly(schemaOf('V1PodStatus')),
  },
  { requiredKeys: [] },
);

describe('whatever a body holds', () => {
  it('it is decoded or refused', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          pods,
          fc.json().map((text) => JSON.parse(text)),
        ),
        (body) => {
          try {
            const { object } = decodeJsonObject(Buffer.from(JSON.stringify(body)), options);
            assert.deepEqual(Object.keys(object).slice(0, 3), ['kind', 'apiVersion', 'metadata']);
          } catch (error) {
            assert.ok(error instanceof StatusError && error.code === 400, String(error));
          }
        },
      ),
      { numRuns: 500 },
    );
    assert.equal(({} as Record<string, unknown>).unknown, undefined);
  });

  it('what was decoded decodes to itself', () => {
    fc.assert(
      fc.property(pods, (body) => {
        try {
          const { object } = decodeJsonObject(Buffer.from(JSON.stringify(body)), options);
          const again = decodeJsonObject(Buffer.from(encodeJson(object)), { ...options, fieldValidation: 'Strict' });
          assert.deepEqual(again.object, object);
        } catch (error) {
          assert.ok(error instanceof StatusError, String(error));
        }
      }),
      { numRuns: 500 },
    );
  });

  it('cut off anywhere, it is refused', () => {
    const text = '{"metadata":{"name":"x","labels":{"a":"b\\n"}},"spec":{"hostNetwork":true,"containers":[]}}';
    for (let length = 0; length < text.length; length++) {
      assert.throws(() => decodeJsonObject(Buffer.from(text.slice(0, length)), options), { code: 400 }, `${length}`);
    }
  });
});

describe('large bodies', () => {
  it('of 3 MiB are taken', () => {
    const annotations = Object.fromEntries(Array.from({ length: 3000 }, (_, index) => [`k${index}`, 'v'.repeat(1000)]));
    const { object } = decodeJsonObject(Buffer.from(JSON.stringify({ metadata: { annotations } })), options);
    assert.deepEqual(object.metadata.annotations, annotations);
  });

  it('nested deeper than any kind are refused', () => {
    const nested = (open: string, close: string) => `{"spec":${open.repeat(100_000)}1${close.repeat(100_000)}}`;
    for (const text of [nested('[', ']'), nested('{"a":', '}'), '['.repeat(1_000_000)]) {
      assert.throws(() => decodeJsonObject(Buffer.from(text), options), { code: 400, message: /exceeded max depth/ });
    }
  });
});

describe('numbers', () => {
  it('of 64 bits come out as they went in', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (seconds) => {
        const text = `{"spec":{"activeDeadlineSeconds":${seconds}}}`;
        const { object } = decodeJsonObject(Buffer.from(text), options);
        const written = parseJson(Buffer.from(encodeJson(object))) as { spec: { activeDeadlineSeconds: Json } };
        assert.equal(String(written.spec.activeDeadlineSeconds), String(seconds));
      }),
    );
  });
});
