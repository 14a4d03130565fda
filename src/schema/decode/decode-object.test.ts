import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { GroupVersionKind } from '../../api/object.ts';
import { StatusError } from '../../api/status.ts';
import { schemaOf } from '../schema-of.ts';
import {
  type DecodedObject,
  decodeJsonObject,
  decodeKubeObject,
  decodeObject,
  type FieldValidation,
} from './decode-object.ts';

const KINDS: Record<string, { model: string; gvk: GroupVersionKind }> = {
  ConfigMap: { model: 'V1ConfigMap', gvk: { group: '', version: 'v1', kind: 'ConfigMap' } },
  Secret: { model: 'V1Secret', gvk: { group: '', version: 'v1', kind: 'Secret' } },
  Pod: { model: 'V1Pod', gvk: { group: '', version: 'v1', kind: 'Pod' } },
  Service: { model: 'V1Service', gvk: { group: '', version: 'v1', kind: 'Service' } },
  Deployment: { model: 'V1Deployment', gvk: { group: 'apps', version: 'v1', kind: 'Deployment' } },
  Lease: { model: 'V1Lease', gvk: { group: 'coordination.k8s.io', version: 'v1', kind: 'Lease' } },
  ClusterRole: {
    model: 'V1ClusterRole',
    gvk: { group: 'rbac.authorization.k8s.io', version: 'v1', kind: 'ClusterRole' },
  },
  CustomResourceDefinition: {
    model: 'V1CustomResourceDefinition',
    gvk: { group: 'apiextensions.k8s.io', version: 'v1', kind: 'CustomResourceDefinition' },
  },
};

const isKnown = (said: GroupVersionKind) =>
  Object.values(KINDS).some(
    ({ gvk }) => gvk.kind === said.kind && gvk.group === said.group && gvk.version === said.version,
  );

function decode(kind: string, body: unknown, fieldValidation: FieldValidation = 'Strict'): DecodedObject {
  const { model, gvk } = KINDS[kind]!;
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return decodeJsonObject(Buffer.from(text), {
    contentType: 'json',
    schema: schemaOf(model),
    gvk,
    fieldValidation,
    isKnown,
  });
}

function refusal(kind: string, body: unknown, fieldValidation?: FieldValidation): string {
  try {
    decode(kind, body, fieldValidation);
  } catch (error) {
    assert.ok(error instanceof StatusError, String(error));
    assert.deepEqual([error.code, error.reason], [400, 'BadRequest']);
    return error.message;
  }
  return assert.fail('was taken');
}

const pod = (container: object) => ({ spec: { containers: [{ name: 'c', ...container }] } });
const handled = (kind: string, why: string) => `${kind} in version "v1" cannot be handled as a ${kind}: ${why}`;
const SYNTAX =
  "the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind; json parse error: ";

describe('a body that is refused is told in the words of kube-apiserver', () => {
  const cases: [name: string, kind: string, body: unknown, message: string][] = [
    [
      'not JSON',
      'ConfigMap',
      '{nope',
      `${SYNTAX}invalid character 'n' looking for beginning of object key string ({nope)`,
    ],
    ['empty', 'ConfigMap', '', `${SYNTAX}unexpected end of JSON input (<empty>)`],
    [
      'a long one',
      'ConfigMap',
      `{"a":${'"'.padEnd(40, 'x')}`,
      `${SYNTAX}unexpected end of JSON input ({"a":"xxxxxxxxxxxxxxxxxxxxxxxx ...)`,
    ],
    [
      'an array',
      'ConfigMap',
      '[]',
      `${SYNTAX}json: cannot unmarshal array into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" } (5b5d)`,
    ],
    [
      'kind as a number',
      'ConfigMap',
      { kind: 7 },
      `${SYNTAX}json: cannot unmarshal number into Go struct field .kind of type string ({"kind":7})`,
    ],
    [
      'number for a map',
      'ConfigMap',
      { data: 7 },
      handled(
        'ConfigMap',
        'json: cannot unmarshal number into Go struct field ConfigMap.data of type map[string]string',
      ),
    ],
    [
      'number in a map',
      'ConfigMap',
      { data: { a: 1 } },
      handled('ConfigMap', 'json: cannot unmarshal number into Go struct field ConfigMap.data of type string'),
    ],
    [
      'fraction in a map',
      'ConfigMap',
      '{"data":{"a":1.5}}',
      handled('ConfigMap', 'json: cannot unmarshal number into Go struct field ConfigMap.data of type string'),
    ],
    [
      'string for int32',
      'Deployment',
      { spec: { replicas: '3' } },
      handled(
        'Deployment',
        'json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32',
      ),
    ],
    [
      'fraction for int32',
      'Deployment',
      '{"spec":{"replicas":1.5}}',
      handled(
        'Deployment',
        'json: cannot unmarshal number 1.5 into Go struct field DeploymentSpec.spec.replicas of type int32',
      ),
    ],
    [
      '1.0 for int32',
      'Deployment',
      '{"spec":{"replicas":1.0}}',
      handled(
        'Deployment',
        'json: cannot unmarshal number 1.0 into Go struct field DeploymentSpec.spec.replicas of type int32',
      ),
    ],
    [
      'int32 overflow',
      'Deployment',
      { spec: { replicas: 2147483648 } },
      handled(
        'Deployment',
        'json: cannot unmarshal number 2147483648 into Go struct field DeploymentSpec.spec.replicas of type int32',
      ),
    ],
    [
      'int64 overflow',
      'Pod',
      '{"spec":{"activeDeadlineSeconds":9223372036854775808}}',
      handled(
        'Pod',
        'json: cannot unmarshal number 9223372036854775808 into Go struct field PodSpec.spec.activeDeadlineSeconds of type int64',
      ),
    ],
    [
      'object for a list',
      'Pod',
      { spec: { containers: {} } },
      handled(
        'Pod',
        'json: cannot unmarshal object into Go struct field PodSpec.spec.containers of type []v1.Container',
      ),
    ],
    [
      'list for a struct',
      'Pod',
      { spec: [] },
      handled('Pod', 'json: cannot unmarshal array into Go struct field Pod.spec of type v1.PodSpec'),
    ],
    [
      'deep inside a list',
      'Pod',
      pod({ image: true }),
      handled('Pod', 'json: cannot unmarshal bool into Go struct field Container.spec.containers.image of type string'),
    ],
    [
      'string for a boolean',
      'Pod',
      { spec: { hostNetwork: 'yes' } },
      handled('Pod', 'json: cannot unmarshal string into Go struct field PodSpec.spec.hostNetwork of type bool'),
    ],
    [
      'bytes that are not base64',
      'Secret',
      { data: { a: '!!!' } },
      handled('Secret', 'illegal base64 data at input byte 0'),
    ],
    [
      'quantity',
      'Pod',
      pod({ resources: { limits: { cpu: 'lots' } } }),
      handled('Pod', "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"),
    ],
    [
      'quantity that holds a number past what is exact',
      'Pod',
      pod({ resources: { limits: { cpu: [2 ** 53] } } }),
      handled('Pod', "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"),
    ],
    [
      'quantity that is an object',
      'Pod',
      pod({ resources: { limits: { cpu: {} } } }),
      handled('Pod', "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"),
    ],
    [
      'int or string',
      'Service',
      { spec: { ports: [{ targetPort: true }] } },
      handled(
        'Service',
        'json: cannot unmarshal bool into Go struct field ServicePort.spec.ports.targetPort of type int32',
      ),
    ],
    [
      'time',
      'ConfigMap',
      { metadata: { creationTimestamp: 'today' } },
      handled('ConfigMap', 'parsing time "today" as "2006-01-02T15:04:05Z07:00": cannot parse "today" as "2006"'),
    ],
    [
      'micro time',
      'Lease',
      { spec: { renewTime: '2026-01-02T03:04:05Z' } },
      handled(
        'Lease',
        'parsing time "2026-01-02T03:04:05Z" as "2006-01-02T15:04:05.000000Z07:00": cannot parse "Z" as ".000000"',
      ),
    ],
    [
      'another kind',
      'ConfigMap',
      { apiVersion: 'v1', kind: 'Secret' },
      'Secret in version "v1" cannot be handled as a ConfigMap: converting (v1.Secret) to (core.ConfigMap): unknown conversion',
    ],
    [
      'no such version',
      'ConfigMap',
      { apiVersion: 'v2', kind: 'ConfigMap' },
      'ConfigMap in version "v2" cannot be handled as a ConfigMap: no kind "ConfigMap" is registered for version "v2" in scheme "pkg/api/legacyscheme/scheme.go:30"',
    ],
    ['unknown field', 'ConfigMap', { dato: {} }, handled('ConfigMap', 'strict decoding error: unknown field "dato"')],
    [
      'unknown fields inside',
      'Pod',
      pod({ imag: 'x', env: [{ nam: '' }] }),
      handled(
        'Pod',
        'strict decoding error: unknown field "spec.containers[0].imag", unknown field "spec.containers[0].env[0].nam"',
      ),
    ],
    [
      'duplicate field',
      'ConfigMap',
      '{"metadata":{"name":"x","name":"y"}}',
      handled('ConfigMap', 'strict decoding error: duplicate field "metadata.name"'),
    ],
    [
      'duplicate key of a map',
      'ConfigMap',
      '{"data":{"a":"1","\\u0061":"2"}}',
      handled('ConfigMap', 'strict decoding error: duplicate field "data.a"'),
    ],
    [
      'both, in the order of the text',
      'ConfigMap',
      '{"x":{"a":1,"a":2},"kind":"ConfigMap","kind":"ConfigMap","y":1}',
      handled('ConfigMap', 'strict decoding error: unknown field "x", duplicate field "kind", unknown field "y"'),
    ],
    [
      'field in another case',
      'ConfigMap',
      { Data: { a: '1' } },
      handled('ConfigMap', 'strict decoding error: unknown field "Data"'),
    ],
    [
      'the first mismatch is told',
      'Pod',
      { spec: { hostNetwork: 1, hostPID: 2 } },
      handled('Pod', 'json: cannot unmarshal number into Go struct field PodSpec.spec.hostNetwork of type bool'),
    ],
    [
      'a quantity is told before an earlier mismatch',
      'Pod',
      { spec: { hostNetwork: 1, overhead: { cpu: 'x' } } },
      handled('Pod', "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"),
    ],
  ];
  for (const [name, kind, body, message] of cases) {
    it(name, () => assert.equal(refusal(kind, body), message));
  }

  it('tells of 100 fields at most, each once', () => {
    const many = Object.fromEntries(Array.from({ length: 150 }, (_, index) => [`f${index}`, 1]));
    const message = refusal('ConfigMap', many);
    assert.equal(message.split(', ').length, 100);
  });
});

describe('a body that is taken', () => {
  const cases: [name: string, kind: string, body: unknown, expected: unknown][] = [
    ['nothing but its kind', 'ConfigMap', {}, {}],
    ['null', 'ConfigMap', 'null', {}],
    ['null is absent', 'Pod', { metadata: { creationTimestamp: null, labels: null }, spec: null }, {}],
    [
      'null in a map and in a list',
      'Pod',
      { metadata: { labels: { a: null }, finalizers: [null] } },
      { metadata: { labels: { a: '' }, finalizers: [''] } },
    ],
    [
      'null for a quantity',
      'Pod',
      pod({ resources: { limits: { cpu: null } } }),
      pod({ resources: { limits: { cpu: '0' } } }),
    ],
    ['null for bytes in a map', 'Secret', { data: { a: null } }, { data: { a: '' } }],
    [
      'empty lists and maps are left out',
      'Pod',
      { metadata: { labels: {}, finalizers: [] }, spec: { containers: [] } },
      { metadata: {}, spec: { containers: [] } },
    ],
    ['empty lists that are kept', 'ClusterRole', { rules: [] }, { rules: [] }],
    [
      'empty structs',
      'Pod',
      { spec: { volumes: [{ name: 'v', emptyDir: {} }] } },
      { spec: { volumes: [{ name: 'v', emptyDir: {} }] } },
    ],
    [
      'quantities become canonical',
      'Pod',
      '{"spec":{"overhead":{"cpu":0.5,"memory":"1024Mi","x":1e3,"y":2}}}',
      { spec: { overhead: { cpu: '500m', memory: '1Gi', x: '1e3', y: '2' } } },
    ],
    [
      'times become UTC',
      'ConfigMap',
      { metadata: { creationTimestamp: '2026-01-02T03:04:05.678+02:00' } },
      { metadata: { creationTimestamp: '2026-01-02T01:04:05Z' } },
    ],
    [
      'micro times become UTC',
      'Lease',
      { spec: { renewTime: '2026-01-02T03:04:05.678901+02:00' } },
      { spec: { renewTime: '2026-01-02T01:04:05.678901Z' } },
    ],
    [
      'zeros that mean nothing',
      'Pod',
      {
        spec: {
          hostNetwork: false,
          nodeName: '',
          hostUsers: false,
          priority: 0,
          containers: [{ name: '', tty: false, env: [{ name: 'A', value: '' }], securityContext: { runAsUser: 0 } }],
        },
      },
      {
        spec: {
          hostUsers: false,
          priority: 0,
          containers: [{ name: '', env: [{ name: 'A' }], securityContext: { runAsUser: 0 } }],
        },
      },
    ],
    ['bytes become canonical', 'Secret', { data: { a: 'Y\nQ==', b: 'YR==' } }, { data: { a: 'YQ==', b: 'YQ==' } }],
    [
      'int or string',
      'Service',
      {
        spec: {
          ports: [
            { port: 1, targetPort: 'http' },
            { port: 2, targetPort: 8080 },
          ],
        },
      },
      {
        spec: {
          ports: [
            { port: 1, targetPort: 'http' },
            { port: 2, targetPort: 8080 },
          ],
        },
      },
    ],
    [
      'large int64',
      'ConfigMap',
      '{"metadata":{"generation":9007199254740993}}',
      { metadata: { generation: 9007199254740993n } },
    ],
    [
      'free-form values',
      'ConfigMap',
      '{"metadata":{"managedFields":[{"fieldsV1":{"f:data":{".":{},"n":1.5}}}]}}',
      { metadata: { managedFields: [{ fieldsV1: { 'f:data': { '.': {}, n: 1.5 } } }] } },
    ],
    [
      'recursive kinds',
      'CustomResourceDefinition',
      {
        spec: {
          versions: [
            { name: 'v1', schema: { openAPIV3Schema: { properties: { a: { type: 'string', maximum: 2 } } } } },
          ],
        },
      },
      {
        spec: {
          versions: [
            { name: 'v1', schema: { openAPIV3Schema: { properties: { a: { type: 'string', maximum: 2 } } } } },
          ],
        },
      },
    ],
  ];
  for (const [name, kind, body, expected] of cases) {
    it(name, () => {
      const { object, warnings } = decode(kind, body);
      const { gvk } = KINDS[kind]!;
      const apiVersion = gvk.group ? `${gvk.group}/v1` : 'v1';
      assert.deepEqual(object, { kind, apiVersion, metadata: {}, ...(expected as object) });
      assert.deepEqual(warnings, []);
    });
  }

  it('keeps what is empty or zero for those who ask', () => {
    const options = {
      contentType: 'json',
      schema: schemaOf('V1Pod'),
      gvk: KINDS.Pod!.gvk,
      fieldValidation: 'Warn',
      keepEmpty: true,
    } as const;
    const spec = { nodeSelector: {}, hostNetwork: false, nodeName: '' };
    const { object } = decodeJsonObject(Buffer.from(JSON.stringify({ spec })), options);
    assert.deepEqual(object.spec, spec);
  });

  it('starts with kind, apiVersion and metadata', () => {
    const { object } = decode('ConfigMap', '{"data":{"a":"1"},"metadata":{},"apiVersion":"v1","kind":"ConfigMap"}');
    assert.deepEqual(Object.keys(object), ['kind', 'apiVersion', 'metadata', 'data']);
  });

  it('warns of unknown and repeated fields, and drops them', () => {
    const { object, warnings } = decode('ConfigMap', '{"dato":{},"data":{"a":"1"},"data":{"b":"2"}}', 'Warn');
    assert.deepEqual(warnings, ['unknown field "dato"', 'duplicate field "data"']);
    assert.deepEqual(object, { kind: 'ConfigMap', apiVersion: 'v1', metadata: {}, data: { b: '2' } });
  });

  it('says nothing of them when told to ignore them', () => {
    assert.deepEqual(decode('ConfigMap', '{"dato":{},"data":{},"data":{}}', 'Ignore').warnings, []);
  });
});

describe('keys that mean something to JavaScript', () => {
  for (const key of ['__proto__', 'constructor', 'prototype', 'toString']) {
    it(`${key} is a key like others in a map`, () => {
      const { object } = decode('ConfigMap', `{"data":{"${key}":"x"}}`);
      assert.deepEqual(Object.entries(object.data), [[key, 'x']]);
      assert.equal(Object.getPrototypeOf(object.data), Object.prototype);
    });

    it(`${key} is unknown in a struct, and gone`, () => {
      const { object, warnings } = decode(
        'ConfigMap',
        `{"${key}":{"data":{"a":"x"}},"metadata":{"${key}":{"name":"x"}}}`,
        'Warn',
      );
      assert.deepEqual(warnings, [`unknown field "${key}"`, `unknown field "metadata.${key}"`]);
      assert.equal(object.data, undefined);
      assert.equal(object.metadata.name, undefined);
      assert.ok(!Object.hasOwn(object, key));
    });
  }

  it('null under __proto__ becomes the zero value of the map, not of its prototype', () => {
    const { object } = decode('ConfigMap', '{"data":{"__proto__":null}}');
    assert.deepEqual(Object.entries(object.data), [['__proto__', '']]);
  });
});

describe('text that no string may hold', () => {
  const cases: [string, Buffer][] = [
    ['NUL', Buffer.from('{"data":{"a":"\\u0000"}}')],
    ['NUL in a key', Buffer.from('{"data":{"\\u0000":"a"}}')],
    ['a lone high surrogate', Buffer.from('{"data":{"a":"\\ud800"}}')],
    ['a lone low surrogate', Buffer.from('{"data":{"a":"\\udc00"}}')],
    ['a high surrogate twice', Buffer.from('{"data":{"a":"\\ud800\\ud800"}}')],
    ['halves that are apart', Buffer.from('{"data":{"a":"\\ud83dx\\ude00"}}')],
    ['invalid UTF-8', Buffer.from([...Buffer.from('{"data":{"a":"'), 0xff, ...Buffer.from('"}}')])],
    ['a surrogate in UTF-8', Buffer.from([...Buffer.from('{"data":{"a":"'), 0xed, 0xa0, 0x80, ...Buffer.from('"}}')])],
  ];
  const options = {
    contentType: 'json',
    schema: schemaOf('V1ConfigMap'),
    gvk: KINDS.ConfigMap!.gvk,
    fieldValidation: 'Warn',
  } as const;
  for (const [name, bytes] of cases) {
    it(`${name} is refused`, () => {
      assert.throws(() => decodeJsonObject(bytes, options), { code: 400, reason: 'BadRequest' });
    });
  }

  it('escaped pairs and escaped backslashes are fine', () => {
    const { object } = decodeJsonObject(Buffer.from('{"data":{"a":"\\ud83d\\ude00 \\\\u0000 \\\\ud800"}}'), options);
    assert.equal(object.data.a, '😀 \\u0000 \\ud800');
  });
});

describe('a YAML body', () => {
  const options = { contentType: 'yaml', schema: schemaOf('V1ConfigMap'), gvk: KINDS.ConfigMap!.gvk } as const;
  const read = (text: string, fieldValidation: FieldValidation = 'Warn') =>
    decodeObject(Buffer.from(text), { ...options, fieldValidation });

  it('is decoded as JSON is', async () => {
    const { object } = await read('apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata:\n  a: "1"\n');
    assert.deepEqual(object, { kind: 'ConfigMap', apiVersion: 'v1', metadata: { name: 'x' }, data: { a: '1' } });
  });

  it('has its repeated keys told by line', async () => {
    const text = 'data:\n  a: "1"\n  a: "2"\n  a: "3"\nx: 1\n';
    const lines = ['line 3: key "a" already set in map', 'line 4: key "a" already set in map'];
    assert.deepEqual((await read(text)).warnings, [...lines, 'unknown field "x"']);
    const refusal = `strict decoding error: yaml: unmarshal errors:\n  ${lines.join('\n  ')}, unknown field "x"`;
    await assert.rejects(read(text, 'Strict'), { message: handled('ConfigMap', refusal) });
  });

  it('that is none is refused', async () => {
    await assert.rejects(read('a: b: c'), {
      code: 400,
      message:
        /^the object provided is unrecognized \(must be of type ConfigMap\): error converting YAML to JSON: yaml: line 1: /,
    });
  });

  it('that is not of the right type is refused', async () => {
    await assert.rejects(read('data: {a: 1}'), {
      message: handled('ConfigMap', 'json: cannot unmarshal number into Go struct field ConfigMap.data of type string'),
    });
  });
});

describe('decodeKubeObject', () => {
  it('fits the result of a patch to the schema', () => {
    const patched = {
      metadata: { name: 'x' },
      spec: { replicas: 2, nope: 1 },
      kind: 'Deployment',
      apiVersion: 'apps/v1',
    };
    const { object, strictErrors } = decodeKubeObject(patched, schemaOf('V1Deployment'));
    assert.deepEqual(Object.entries(object), [
      ['kind', 'Deployment'],
      ['apiVersion', 'apps/v1'],
      ['metadata', { name: 'x' }],
      ['spec', { replicas: 2 }],
    ]);
    assert.deepEqual(strictErrors, ['unknown field "spec.nope"']);
  });
});
