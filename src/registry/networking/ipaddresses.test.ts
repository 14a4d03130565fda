import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertErrors, drive } from '../testing.ts';
import { ipAddresses } from './ipaddresses.ts';

const { createErrors, updateErrors } = drive(ipAddresses, {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'IPAddress',
  metadata: { name: '10.0.0.1' },
  spec: { parentRef: { resource: 'services', name: 'web', namespace: 'default' } },
});
const parent = (fields: object): object => ({ spec: { parentRef: fields } });

describe('parents', () => {
  const rows: [name: string, change: object, want: (string | RegExp)[]][] = [
    ['valid', {}, []],
    ['of a group', parent({ group: 'gateway.networking.k8s.io' }), []],
    ['none', { spec: { parentRef: null } }, ['spec.parentRef: Required value']],
    [
      'empty',
      parent({ resource: '', name: '' }),
      ['spec.parentRef.resource: Required value', 'spec.parentRef.name: Required value'],
    ],
    [
      'not path segments',
      parent({ group: 'A', resource: 'a/b', name: '..', namespace: 'a%b' }),
      [
        /^spec\.parentRef\.group: Invalid value: "A"/,
        'spec.parentRef.resource: Invalid value: "a/b": may not contain \'/\'',
        'spec.parentRef.name: Invalid value: "..": may not be \'..\'',
        'spec.parentRef.namespace: Invalid value: "a%b": may not contain \'%\'',
      ],
    ],
  ];
  for (const [name, change, want] of rows) it(name, () => assertErrors(createErrors(change), want));

  it('stay', () => {
    assertErrors(updateErrors({}), []);
    assertErrors(updateErrors(parent({ name: 'other' })), [
      'spec.parentRef: Invalid value: {"Group":"","Resource":"services","Namespace":"default","Name":"other"}: field is immutable',
    ]);
    assertErrors(updateErrors({ spec: { parentRef: null } }), [
      'spec.parentRef: Required value',
      'spec.parentRef: Invalid value: null: field is immutable',
    ]);
    assertErrors(updateErrors(parent({ name: '' })), [
      'spec.parentRef.name: Required value',
      /^spec\.parentRef: Invalid value: .*: field is immutable$/,
    ]);
  });
});

it('names are canonical addresses', () => {
  const { validateName } = ipAddresses.strategy;
  assert.deepEqual(validateName!('fd00::1', false), []);
  assert.deepEqual(validateName!('FD00::1', false), ['must be in canonical form ("fd00::1")']);
  assert.match(validateName!('web', false)[0]!, /must be a valid IP address/);
});

it('are found by their metadata alone', () => assert.equal(ipAddresses.selectableFields, undefined));
