import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import { deepFreeze } from '../util/freeze.ts';
import { fillUnset } from './fill-unset.ts';
import { schemaOf } from './schema-of.ts';

const NO_NODE_INFO = Object.fromEntries(
  [...schemaOf('V1NodeSystemInfo').fields].flatMap(([name, { required }]) => (required ? [[name, '']] : [])),
);

const CASES: readonly (readonly [what: string, model: string, given: object, shown: object])[] = [
  ['a list', 'V1ClusterRole', { metadata: { name: 'r' } }, { metadata: { name: 'r' }, rules: null }],
  ['a list that is required', 'V1CSINode', { metadata: {} }, { metadata: {}, spec: { drivers: null } }],
  ['an empty list stays', 'V1Role', { metadata: {}, rules: [] }, { metadata: {}, rules: [] }],
  [
    'times',
    'V1PodCondition',
    { type: 'Ready', status: 'True' },
    { type: 'Ready', status: 'True', lastProbeTime: null, lastTransitionTime: null },
  ],
  ['a time of metadata: nothing', 'V1ObjectMeta', { name: 'a' }, { name: 'a' }],
  ['a pointer', 'V1TypedLocalObjectReference', { kind: 'K', name: 'n' }, { kind: 'K', name: 'n', apiGroup: null }],
  ['raw JSON', 'V1ControllerRevision', { metadata: {}, revision: 1 }, { metadata: {}, revision: 1, data: null }],
  ['bytes', 'V1CertificateSigningRequestSpec', { signerName: 's' }, { signerName: 's', request: null }],
  ['numbers', 'V1StatefulSetStatus', {}, { replicas: 0, availableReplicas: 0 }],
  ['a boolean', 'V1VolumeAttachmentStatus', {}, { attached: false }],
  ['text', 'V1RoleRef', { name: 'r' }, { name: 'r', apiGroup: '', kind: '' }],
  ['a quantity', 'V1ResourceFieldSelector', { resource: 'limits.cpu' }, { resource: 'limits.cpu', divisor: '0' }],
  ['required, yet left out', 'V1ValidatingAdmissionPolicyBindingSpec', {}, {}],
  [
    'structs inside of structs',
    'V1Node',
    { metadata: {} },
    { metadata: {}, spec: {}, status: { daemonEndpoints: { kubeletEndpoint: { Port: 0 } }, nodeInfo: NO_NODE_INFO } },
  ],
  [
    'structs in lists',
    'V1EndpointSlice',
    { metadata: {}, addressType: 'IPv4', endpoints: [{ addresses: ['10.0.0.1'] }, {}] },
    {
      metadata: {},
      addressType: 'IPv4',
      ports: null,
      endpoints: [
        { addresses: ['10.0.0.1'], conditions: {} },
        { addresses: null, conditions: {} },
      ],
    },
  ],
  [
    'structs in maps',
    'V1Device',
    { name: 'd', capacity: { memory: { requestPolicy: {} } } },
    { name: 'd', capacity: { memory: { value: '0', requestPolicy: { default: null } } } },
  ],
  [
    'structs that hold themselves',
    'V1JSONSchemaProps',
    { properties: { a: { not: { 'x-kubernetes-validations': [{}] } } } },
    { properties: { a: { not: { 'x-kubernetes-validations': [{ rule: '' }] } } } },
  ],
  ['kinds of our own: nothing', 'AlliumV1alpha1CredentialRevocation', { metadata: {} }, { metadata: {} }],
];

describe('what nobody set is shown as Go encodes it', () => {
  for (const [what, model, given, shown] of CASES) {
    it(what, () => {
      const object = structuredClone(given);
      assert.equal(fillUnset(object, schemaOf(model)), object);
      assert.deepEqual(object, shown);
      assert.equal(fillUnset(deepFreeze(object), schemaOf(model)), object, 'complete, and left alone');
      assert.deepEqual(fillUnset(deepFreeze(structuredClone(given)), schemaOf(model)), shown, 'frozen');
    });
  }
});

test('frozen parts are replaced, their complete neighbours kept', () => {
  const complete = deepFreeze({ addresses: ['10.0.0.1'], conditions: {} });
  const endpoints = deepFreeze([complete, { addresses: ['10.0.0.2'] }]);
  const slice = { metadata: {}, addressType: 'IPv4', endpoints, ports: null };
  fillUnset(slice, schemaOf('V1EndpointSlice'));
  assert.notEqual(slice.endpoints, endpoints);
  assert.equal(slice.endpoints[0], complete);
  assert.deepEqual(slice.endpoints[1], { addresses: ['10.0.0.2'], conditions: {} });
  assert.deepEqual(endpoints[1], { addresses: ['10.0.0.2'] });
});

test('a key of a map reaches no prototype', () => {
  const capacity = JSON.parse('{"__proto__":{},"constructor":{}}');
  const device: any = fillUnset({ name: 'd', capacity }, schemaOf('V1Device'));
  assert.equal(JSON.stringify(device.capacity), '{"__proto__":{"value":"0"},"constructor":{"value":"0"}}');
  const frozen: any = fillUnset(
    { name: 'd', capacity: deepFreeze(JSON.parse('{"__proto__":{}}')) },
    schemaOf('V1Device'),
  );
  assert.equal(JSON.stringify(frozen.capacity), '{"__proto__":{"value":"0"}}');
  assert.equal(({} as any).value, undefined);
});

test('what is no struct, where one should be, is left alone', () => {
  const damaged = { metadata: 'x', rules: 7, aggregationRule: ['y'] };
  assert.deepEqual(fillUnset(structuredClone(damaged), schemaOf('V1ClusterRole')), damaged);
});
