import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KubeObject } from '../../api/object.ts';
import { schemaOf } from '../schema-of.ts';
import { decodeKubeObject } from './decode-object.ts';
import { CONVERTER_WORDING, DECODER_WORDING } from './wording.ts';

const inPod = (fields: object) => ({ spec: { containers: [{ name: 'c', ...fields }] } });
const MISFITS: [
  schema: 'V1Pod' | 'V1Secret' | 'V1ConfigMap' | 'V1Service',
  fields: object,
  decoder: string,
  converter: string,
][] = [
  [
    'V1ConfigMap',
    { data: { a: 5 } },
    'json: cannot unmarshal number into Go struct field ConfigMap.data of type string',
    'cannot convert int64 to string',
  ],
  [
    'V1ConfigMap',
    { data: { a: 1.5 } },
    'json: cannot unmarshal number into Go struct field ConfigMap.data of type string',
    'unrecognized type: string',
  ],
  [
    'V1ConfigMap',
    { data: 'x' },
    'json: cannot unmarshal string into Go struct field ConfigMap.data of type map[string]string',
    'cannot restore map from string',
  ],
  [
    'V1Secret',
    { data: { a: 5 } },
    'json: cannot unmarshal number into Go struct field Secret.data of type []uint8',
    'cannot restore slice from int64',
  ],
  [
    'V1Secret',
    { data: { a: '?' } },
    'illegal base64 data at input byte 0',
    'error decoding from json: illegal base64 data at input byte 0',
  ],
  [
    'V1Pod',
    { spec: [] },
    'json: cannot unmarshal array into Go struct field Pod.spec of type v1.PodSpec',
    'cannot restore struct from: slice',
  ],
  [
    'V1Pod',
    { spec: { containers: { c: 1 } } },
    'json: cannot unmarshal object into Go struct field PodSpec.spec.containers of type []v1.Container',
    'cannot restore slice from map',
  ],
  [
    'V1Pod',
    { spec: { priority: 'x' } },
    'json: cannot unmarshal string into Go struct field PodSpec.spec.priority of type int32',
    'unrecognized type: int32',
  ],
  [
    'V1Pod',
    { spec: { priority: 1.5 } },
    'json: cannot unmarshal number 1.5 into Go struct field PodSpec.spec.priority of type int32',
    'cannot convert float64 to int32',
  ],
  [
    'V1Pod',
    inPod({ stdin: 1 }),
    'json: cannot unmarshal number into Go struct field Container.spec.containers.stdin of type bool',
    'unrecognized type: bool',
  ],
  [
    'V1Pod',
    { status: { startTime: 7 } },
    'json: cannot unmarshal number into Go struct field PodStatus.status.startTime of type string',
    'json: cannot unmarshal number into Go value of type string',
  ],
  [
    'V1Service',
    { spec: { ports: [{ targetPort: true }] } },
    'json: cannot unmarshal bool into Go struct field ServicePort.spec.ports.targetPort of type int32',
    'json: cannot unmarshal bool into Go value of type int32',
  ],
];
for (const [name, fields, decoder, converter] of MISFITS) {
  test(`${JSON.stringify(fields)} is no ${name.slice(2)}`, () => {
    const object = { kind: name.slice(2), apiVersion: 'v1', metadata: {}, ...fields } as KubeObject;
    const schema = schemaOf(name);
    const decode = (wording: typeof DECODER_WORDING) => decodeKubeObject(structuredClone(object), schema, wording);
    assert.throws(() => decode(DECODER_WORDING), { message: decoder });
    assert.throws(() => decode(CONVERTER_WORDING), { message: converter });
  });
}
