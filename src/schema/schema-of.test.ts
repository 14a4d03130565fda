import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Schema } from './schema.ts';
import { schemaOf } from './schema-of.ts';
import { DEFINITION_NAMES } from './tables/definitions.ts';

function at(model: string, ...path: string[]): Schema {
  let schema: Schema = schemaOf(model);
  for (const step of path) {
    if (step === '[]' && schema.kind === 'list') schema = schema.items;
    else if (schema.kind === 'object') schema = schema.fields.get(step)!.schema;
    else assert.fail(`${schema.kind} has no ${step}`);
  }
  return schema;
}

describe('schemaOf', () => {
  it('names definitions as OpenAPI does', () => {
    assert.equal(schemaOf('V1Probe').name, 'io.k8s.api.core.v1.Probe');
    assert.equal(schemaOf('V1ObjectMeta').name, 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta');
    assert.equal(schemaOf('CoreV1Event').name, 'io.k8s.api.core.v1.Event');
    assert.equal(schemaOf('EventsV1Event').name, 'io.k8s.api.events.v1.Event');
    assert.equal(schemaOf('V2MetricSpec').typeName, 'MetricSpec');
  });

  it('shares one instance a model, recursive kinds too', () => {
    assert.equal(schemaOf('V1Pod'), schemaOf('V1Pod'));
    assert.equal(at('V1JSONSchemaProps', 'not'), schemaOf('V1JSONSchemaProps'));
    assert.equal(at('V1Pod', 'spec', 'containers', '[]'), schemaOf('V1Container'));
  });

  it('resolves every field of every model', () => {
    for (const model of DEFINITION_NAMES.keys()) assert.ok(schemaOf(model).fields.size >= 0, model);
  });

  it('uses the names on the wire, not those of the typed client', () => {
    assert.ok(schemaOf('V1NetworkPolicyIngressRule').fields.has('from'));
    assert.ok(schemaOf('V1JSONSchemaProps').fields.has('$ref'));
  });

  it('lets a field overrule the map type of its struct', () => {
    const reference = at('V1PersistentVolumeSpec', 'claimRef');
    assert.equal(reference.kind === 'object' && reference.mapType, 'granular');
    assert.equal(schemaOf('V1ObjectReference').mapType, 'atomic');
  });

  const leaves: [string, Schema, string, ...string[]][] = [
    ['bytes', { kind: 'string', format: 'byte' }, 'V1CertificateSigningRequestSpec', 'request'],
    ['time', { kind: 'string', format: 'date-time' }, 'V1ObjectMeta', 'creationTimestamp'],
    ['micro time', { kind: 'string', format: 'micro-time' }, 'V1LeaseSpec', 'renewTime'],
    ['int32', { kind: 'integer', format: 'int32' }, 'V1DeploymentSpec', 'replicas'],
    ['int64', { kind: 'integer', format: 'int64' }, 'V1ObjectMeta', 'generation'],
    ['double', { kind: 'number', format: 'double' }, 'V1JSONSchemaProps', 'maximum'],
    ['int or string', { kind: 'int-or-string' }, 'V1ServicePort', 'targetPort'],
    ['quantity', { kind: 'quantity' }, 'V1EmptyDirVolumeSource', 'sizeLimit'],
    [
      'free-form',
      { kind: 'any', definition: 'io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1' },
      'V1ManagedFieldsEntry',
      'fieldsV1',
    ],
    ['boolean', { kind: 'boolean' }, 'V1PodSpec', 'hostNetwork'],
  ];
  for (const [what, expected, model, ...path] of leaves) {
    it(`knows a ${what}`, () => assert.deepEqual(at(model, ...path), expected));
  }

  const zeros: [model: string, field: string, kept: boolean][] = [
    ['V1PodSpec', 'hostNetwork', false],
    ['V1PodSpec', 'hostUsers', true],
    ['V1DeploymentSpec', 'replicas', true],
    ['V1ReplicaSetStatus', 'replicas', true],
    ['V1EnvVar', 'value', false],
    ['V1SecretKeySelector', 'name', false],
    ['V1APIGroup', 'kind', true],
  ];
  for (const [model, field, kept] of zeros) {
    it(`${kept ? 'keeps' : 'leaves out'} the zero of ${model}.${field}`, () => {
      assert.equal(schemaOf(model).fields.get(field)!.keepsEmpty, kept);
    });
  }

  it('refuses a model that nothing served is made of', () => {
    assert.throws(() => schemaOf('V1alpha2PodSchedulingContext'), /no definition name/);
    assert.throws(() => schemaOf('__proto__'), /no definition name/);
  });
});
