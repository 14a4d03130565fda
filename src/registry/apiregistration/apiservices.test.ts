import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Change, drive } from '../testing.ts';
import { apiServices } from './apiservices.ts';

const services = drive(apiServices, {
  apiVersion: 'apiregistration.k8s.io/v1',
  kind: 'APIService',
  metadata: { name: 'v1.example.com', resourceVersion: '1' },
  spec: {
    group: 'example.com',
    version: 'v1',
    groupPriorityMinimum: 100,
    versionPriority: 10,
    service: { name: 's', namespace: 'n' },
  },
});

describe('an APIService', () => {
  const cases: readonly (readonly [what: string, change: Change, errors: string[]])[] = [
    ['is fine', {}, []],
    [
      'is named after its version and group',
      { spec: { version: 'v2' } },
      ['metadata.name: Invalid value: "v1.example.com": must be `spec.version+"."+spec.group`: "v2.example.com"'],
    ],
    // The store has told what is wrong with it.
    ['need not be named after them when it cannot be a name', { metadata: { name: 'a/b' } }, []],
    ['may be the core', { metadata: { name: 'v1.' }, spec: { group: null } }, []],
    [
      'is of a group otherwise',
      { metadata: { name: 'v2.' }, spec: { group: null, version: 'v2' } },
      ['spec.group: Required value: only v1 may have an empty group and it better be legacy kube'],
    ],
    [
      'has priorities',
      { spec: { groupPriorityMinimum: 0, versionPriority: 1001 } },
      [
        'spec.groupPriorityMinimum: Invalid value: 0: must be positive and less than 20000',
        'spec.versionPriority: Invalid value: 1001: must be positive and less than 1000',
      ],
    ],
    [
      'is trusted in one way',
      { spec: { insecureSkipTLSVerify: true, caBundle: 'YQ==' } },
      ['spec.insecureSkipTLSVerify: Invalid value: true: may not be true if caBundle is present'],
    ],
    [
      'names its service in full',
      { spec: { service: { name: null, namespace: null, port: 70_000 } } },
      [
        'spec.service.namespace: Required value',
        'spec.service.name: Required value',
        'spec.service.port: Invalid value: 70000: port is not valid: must be between 1 and 65535, inclusive',
      ],
    ],
    [
      'needs no trust when it is local',
      { spec: { service: null, insecureSkipTLSVerify: true, caBundle: 'YQ==' } },
      [
        'spec.caBundle: Invalid value: "1 bytes": local APIServices may not have a caBundle',
        'spec.insecureSkipTLSVerify: Invalid value: true: local APIServices may not have insecureSkipTLSVerify',
      ],
    ],
  ];
  for (const [what, change, errors] of cases) {
    it(what, () => assert.deepEqual(services.createErrors(change), errors));
  }

  it('is reached at 443 unless it says otherwise', () => {
    assert.equal(services.created().spec.service.port, 443);
  });

  it('is available at once when it is local', () => {
    const [condition] = services.created({ spec: { service: null } }).status.conditions;
    assert.deepEqual([condition.type, condition.status, condition.reason], ['Available', 'True', 'Local']);
    assert.deepEqual(services.created().status, {});
  });

  it('has conditions that are true, false or unknown', () => {
    assert.deepEqual(services.statusErrors({ status: { conditions: [{ status: 'Perhaps' }, { status: 'True' }] } }), [
      'status.conditions[0].status: Unsupported value: "Perhaps": supported values: "True", "False", "Unknown"',
    ]);
  });
});
