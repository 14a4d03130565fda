import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { MAX_JSON_VALUES } from '../../api/json.ts';
import { schemaOf } from '../schema-of.ts';
import { decodeProtobuf } from './decode.ts';
import { encodeProtobuf } from './testing/encode.ts';
import { bytes, field, integer } from './testing/wire-writer.ts';
import { WireError } from './wire.ts';

const decode = (model: string, ...fields: readonly Buffer[]) => decodeProtobuf(Buffer.concat(fields), schemaOf(model));

interface Case {
  readonly what: string;
  readonly model: string;
  readonly fields: readonly Buffer[];
  readonly object: object;
}

const zeros: readonly Case[] = [
  { what: 'a replica count of 0 stays', model: 'V1DeploymentSpec', fields: [integer(1, 0)], object: { replicas: 0 } },
  { what: 'immutable: false stays', model: 'V1ConfigMap', fields: [integer(4, 0)], object: { immutable: false } },
  { what: 'an empty class name stays', model: 'V1IngressSpec', fields: [bytes(4)], object: { ingressClassName: '' } },
  { what: 'a weight of 0 stays', model: 'V1PreferredSchedulingTerm', fields: [integer(1, 0)], object: { weight: 0 } },
  { what: 'a container without a name has it', model: 'V1Container', fields: [bytes(1)], object: { name: '' } },
  { what: 'an empty image goes', model: 'V1Container', fields: [bytes(2)], object: {} },
  { what: 'hostNetwork: false goes', model: 'V1PodSpec', fields: [integer(11, 0)], object: {} },
  { what: 'a nodePort of 0 goes', model: 'V1ServicePort', fields: [integer(5, 0)], object: {} },
  { what: 'no CA bundle goes', model: 'V1APIServiceSpec', fields: [bytes(5)], object: {} },
  { what: 'the zero time goes', model: 'V1ObjectMeta', fields: [bytes(8)], object: {} },
  { what: 'an empty struct stays', model: 'V1Deployment', fields: [bytes(3)], object: { status: {} } },
];

const forms: readonly Case[] = [
  {
    what: 'an embedded struct is part of the object',
    model: 'V1Volume',
    fields: [bytes(1, 'v'), bytes(2, bytes(2))],
    object: { name: 'v', emptyDir: {} },
  },
  {
    what: 'an embedded struct of an embedded struct too',
    model: 'V1NamedRuleWithOperations',
    fields: [bytes(1, 'n'), bytes(2, bytes(1, 'CREATE'), bytes(2, bytes(1, 'apps'), bytes(4, '*')))],
    object: { resourceNames: ['n'], operations: ['CREATE'], apiGroups: ['apps'], scope: '*' },
  },
  {
    what: 'integers may be packed or not',
    model: 'V1PodSecurityContext',
    fields: [integer(4, 1), bytes(4, Buffer.from([2, 3]))],
    object: { supplementalGroups: [1, 2, 3] },
  },
  {
    what: 'a negative integer has ten bytes',
    model: 'V1PodSpec',
    fields: [integer(25, -10)],
    object: { priority: -10 },
  },
  {
    what: 'an integer of 64 bits is exact',
    model: 'V1PodSpec',
    fields: [integer(5, 2n ** 63n - 1n)],
    object: { activeDeadlineSeconds: 2n ** 63n - 1n },
  },
  {
    what: 'bytes are base64 in JSON, and an entry without a value is empty',
    model: 'V1Secret',
    fields: [bytes(2, bytes(1, 'a'), bytes(2, Buffer.from([0, 255]))), bytes(2, bytes(1, 'b'))],
    object: { data: { a: 'AP8=', b: '' } },
  },
  {
    what: 'the last of two entries with one key counts',
    model: 'V1ObjectMeta',
    fields: [bytes(11, bytes(1, 'k'), bytes(2, 'one')), bytes(11, bytes(1, 'k'), bytes(2, 'two'))],
    object: { labels: { k: 'two' } },
  },
  {
    what: 'a list in a map is wrapped',
    model: 'V1UserInfo',
    fields: [bytes(4, bytes(1, 'scopes'), bytes(2, bytes(1, 'a'), bytes(1, 'b')))],
    object: { extra: { scopes: ['a', 'b'] } },
  },
  {
    what: 'times have whole seconds, micro times six digits',
    model: 'CoreV1Event',
    fields: [bytes(6, integer(1, 1), integer(2, 5)), bytes(10, integer(1, 1), integer(2, 5999))],
    object: { firstTimestamp: '1970-01-01T00:00:01Z', eventTime: '1970-01-01T00:00:01.000005Z' },
  },
  {
    what: 'a quantity without text is zero',
    model: 'V1ResourceFieldSelector',
    fields: [bytes(3)],
    object: { divisor: '0' },
  },
  {
    what: 'a port may be a name',
    model: 'V1TCPSocketAction',
    fields: [bytes(1, integer(1, 1), integer(2, 0), bytes(3, 'http'))],
    object: { port: 'http' },
  },
  {
    what: 'free-form JSON stands in it as it is',
    model: 'V1ControllerRevision',
    fields: [bytes(2, bytes(1, '{"a":[1,null]}'))],
    object: { data: { a: [1, null] } },
  },
  {
    what: 'a field of another version that says nothing is passed over',
    model: 'V1ServiceSpec',
    fields: [bytes(4095), integer(4096, 0), bytes(3, 'None')],
    object: { clusterIP: 'None' },
  },
];

const schemas: readonly Case[] = [
  {
    what: 'a schema or a truth',
    model: 'V1JSONSchemaProps',
    fields: [bytes(30, integer(1, 1)), bytes(33, integer(1, 1), bytes(2, bytes(5, 'string')))],
    object: { additionalItems: { type: 'string' }, additionalProperties: true },
  },
  {
    what: 'a schema or several',
    model: 'V1JSONSchemaProps',
    fields: [bytes(24, bytes(2, bytes(5, 'string')), bytes(2, bytes(5, 'integer')))],
    object: { items: [{ type: 'string' }, { type: 'integer' }] },
  },
  {
    what: 'a schema or names',
    model: 'V1JSONSchemaProps',
    fields: [bytes(32, bytes(1, 'a'), bytes(2, bytes(2, 'b'), bytes(2, 'c')))],
    object: { dependencies: { a: ['b', 'c'] } },
  },
  {
    what: 'the status subresource',
    model: 'V1CustomResourceSubresources',
    fields: [bytes(1)],
    object: { status: {} },
  },
];

describe('decodeProtobuf', () => {
  for (const { what, model, fields, object } of [...zeros, ...forms, ...schemas]) {
    it(what, () => assert.deepEqual(decode(model, ...fields), object));
  }

  it('keeps a label called __proto__ as a label', () => {
    const { labels } = decode('V1ObjectMeta', bytes(11, bytes(1, '__proto__'), bytes(2, 'x')));
    assert.deepEqual(Object.entries(labels as object), [['__proto__', 'x']]);
    assert.equal(Object.getPrototypeOf(labels), Object.prototype);
  });

  const repeated = (times: number) => Buffer.concat(Array<Buffer>(times).fill(bytes(3)));
  const nested = (levels: number): Buffer => (levels === 0 ? Buffer.alloc(0) : bytes(25, nested(levels - 1)));
  const refused: [what: string, model: string, fields: readonly Buffer[], message: string][] = [
    ['a field that no table has', 'V1PodSpec', [bytes(4095, 'x')], 'proto: PodSpec: unknown field 4095'],
    ['a number that no table has', 'V1PodSpec', [integer(4095, 1)], 'proto: PodSpec: unknown field 4095'],
    [
      'a field of the wrong wire type',
      'V1PodSpec',
      [integer(2, 1)],
      'proto: wrong wireType = varint for field containers',
    ],
    ['a field that repeats', 'V1Pod', [bytes(2), bytes(2)], 'proto: field spec is repeated'],
    [
      'a long integer for a short one',
      'V1DeploymentSpec',
      [integer(1, 2 ** 31)],
      'proto: 2147483648 does not fit an int32',
    ],
    ['text that is no UTF-8', 'V1Container', [bytes(1, Buffer.from([0xff]))], 'string field contains invalid UTF-8'],
    ['text with a NUL', 'V1Container', [bytes(1, 'a\0')], 'string field contains a NUL character'],
    ['a port that is neither', 'V1TCPSocketAction', [bytes(1, integer(1, 2))], 'impossible IntOrString.Type'],
    [
      'a time out of the calendar',
      'V1ObjectMeta',
      [bytes(8, integer(1, 2n ** 60n))],
      'Time.MarshalJSON: year outside of range [0,9999]',
    ],
    [
      'more nanoseconds than a second has',
      'V1LeaseSpec',
      [bytes(3, integer(2, 1_000_000_000))],
      'proto: a second does not have 1000000000 nanoseconds',
    ],
    [
      'a number that JSON cannot say',
      'V1JSONSchemaProps',
      [field({ number: 9, type: 'fixed64', value: Buffer.from('000000000000f07f', 'hex') })],
      'proto: Infinity has no form in JSON',
    ],
    [
      'protobuf in free-form JSON',
      'V1ControllerRevision',
      [bytes(2, bytes(1, 'k8s\0'))],
      'an object inside another must be JSON, not protobuf',
    ],
    ['free-form JSON that is none', 'V1ControllerRevision', [bytes(2, bytes(1, '{'))], 'unexpected end of JSON input'],
    ['messages in messages without end', 'V1JSONSchemaProps', [nested(250)], 'exceeded max depth'],
    [
      'deep JSON in deep messages',
      'V1JSONSchemaProps',
      [bytes(25, bytes(8, bytes(1, '['.repeat(497) + ']'.repeat(497))))],
      'exceeded max depth',
    ],
  ];
  for (const [what, model, fields, message] of refused) {
    it(`refuses ${what}`, () => assert.throws(() => decode(model, ...fields), new WireError(message)));
  }

  it('refuses too many values', () => {
    assert.throws(() => decode('V1Container', repeated(MAX_JSON_VALUES + 1)), { code: 413 });
  });

  it('takes what is just within the bounds', () => {
    decode('V1JSONSchemaProps', nested(249));
    decode('V1JSONSchemaProps', bytes(25, bytes(8, bytes(1, '['.repeat(496) + ']'.repeat(496)))));
    decode('V1Container', repeated(MAX_JSON_VALUES));
  });

  it('reads or refuses whatever a message is bent into', () => {
    const schema = schemaOf('V1Pod');
    const pod = {
      metadata: { name: 'p', labels: { a: 'b' }, creationTimestamp: '2026-01-02T03:04:05Z' },
      spec: {
        containers: [{ name: 'c', image: 'i', ports: [{ containerPort: 80 }], resources: { limits: { cpu: '1' } } }],
        volumes: [{ name: 'v', emptyDir: {} }],
      },
    };
    const body = encodeProtobuf(pod, schema);
    const bend = fc.record({ at: fc.nat(body.length - 1), byte: fc.nat(255) });
    fc.assert(
      fc.property(fc.array(bend, { minLength: 1, maxLength: 4 }), fc.nat(body.length), (bends, end) => {
        const bent = Buffer.from(body.subarray(0, end));
        for (const { at, byte } of bends) if (at < end) bent[at] = byte;
        try {
          decodeProtobuf(bent, schema);
        } catch (error) {
          assert.ok(error instanceof WireError, String(error));
        }
      }),
      { numRuns: 1000 },
    );
  });
});
