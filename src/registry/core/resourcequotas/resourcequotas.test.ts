import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertErrors, drive } from '../../testing.ts';
import { resourceQuotas } from './index.ts';

const { created, createErrors, updated, updateErrors, statusErrors } = drive(resourceQuotas, {
  apiVersion: 'v1',
  kind: 'ResourceQuota',
  metadata: { name: 'q', namespace: 'd', resourceVersion: '1' },
});
const spec = (fields: object): object => ({ spec: fields });
const select = (scopeName: string, operator: string, values?: string[]): object => ({
  scopeSelector: { matchExpressions: [{ scopeName, operator, ...(values && { values }) }] },
});

it('status is not the client’s', () => {
  const status = { hard: { pods: '9' } };
  assert.deepEqual(created({ status }).status, {});
  assert.deepEqual(updated({ status }).status, {});
});

describe('amounts', () => {
  const rows: [name: string, hard: Record<string, string>, want: (string | RegExp)[]][] = [
    [
      'valid',
      {
        pods: '10',
        'requests.cpu': '4',
        'limits.memory': '8Gi',
        'count/jobs.batch': '5',
        'requests.example.com/gpu': '1',
      },
      [],
    ],
    ['of a storage class', { 'gold.storageclass.storage.k8s.io/requests.storage': '5Gi' }, []],
    [
      'an unknown resource',
      { gpu: '1' },
      [/must be a standard resource type or fully qualified/, /must be a standard resource for quota/],
    ],
    [
      'not for quota',
      { storage: '1' },
      ['spec.hard[storage]: Invalid value: "storage": must be a standard resource for quota'],
    ],
    ['negative', { cpu: '-1' }, ['spec.hard[cpu]: Invalid value: "-1": must be greater than or equal to 0']],
    ['half a pod', { pods: '500m' }, ['spec.hard[pods]: Invalid value: "500m": must be an integer']],
  ];
  for (const [name, hard, want] of rows) {
    it(name, () => {
      assertErrors(createErrors(spec({ hard })), want);
      assertErrors(updateErrors(spec({ hard })), want);
    });
    it(`${name}, in the status`, () => {
      const moved = want.map((text) => (typeof text === 'string' ? text.replace('spec.', 'status.') : text));
      assertErrors(statusErrors({ status: { hard } }), moved);
    });
  }
});

describe('scopes', () => {
  const scopes = (...names: string[]): string => JSON.stringify(names);
  const rows: [name: string, fields: object, want: string[]][] = [
    ['valid', { hard: { pods: '1' }, scopes: ['BestEffort', 'Terminating'] }, []],
    ['cpu, while running', { hard: { cpu: '1' }, scopes: ['NotTerminating'] }, []],
    ['unknown', { scopes: ['Sometimes'] }, [`spec.scopes: Invalid value: ${scopes('Sometimes')}: unsupported scope`]],
    [
      'unfit resource',
      { hard: { cpu: '1', pods: '1' }, scopes: ['BestEffort'] },
      [`spec.scopes: Invalid value: ${scopes('BestEffort')}: unsupported scope applied to resource`],
    ],
    ['unfit but not standard', { hard: { 'example.com/x': '1' }, scopes: ['BestEffort'] }, []],
    [
      'opposites',
      { scopes: ['BestEffort', 'NotBestEffort'] },
      [`spec.scopes: Invalid value: ${scopes('BestEffort', 'NotBestEffort')}: conflicting scopes`],
    ],
    [
      'claims of a volume class',
      { hard: { persistentvolumeclaims: '1' }, ...select('VolumeAttributesClass', 'In', ['gold']) },
      [],
    ],
  ];
  for (const [name, fields, want] of rows) it(name, () => assertErrors(createErrors(spec(fields)), want));

  it('never change', () => {
    const old = spec({ scopes: ['BestEffort', 'Terminating'] });
    assert.deepEqual(updateErrors(spec({ scopes: ['Terminating', 'BestEffort'] }), old), []);
    assert.deepEqual(updateErrors(spec({ scopes: ['Terminating'] }), old), [
      `spec.scopes: Invalid value: ${scopes('Terminating')}: field is immutable`,
    ]);
  });
});

describe('scope selectors', () => {
  const at = 'spec.scopeSelector.matchExpressions';
  const rows: [name: string, fields: object, want: (string | RegExp)[]][] = [
    ['valid', select('PriorityClass', 'In', ['high']), []],
    ['exists', select('BestEffort', 'Exists'), []],
    [
      'unknown scope',
      select('Sometimes', 'Exists'),
      [`${at}.scopeName: Invalid value: "Sometimes": unsupported scope`],
    ],
    [
      'no values',
      select('PriorityClass', 'NotIn'),
      [/^spec\.scopeSelector\.matchExpressions\.values: Required value: must be at least one value/],
    ],
    ['needless values', select('PriorityClass', 'Exists', ['a']), [/values: Invalid value: \["a"\]: must be no value/]],
    [
      'unknown operator',
      select('PriorityClass', 'Is'),
      [`${at}.operator: Invalid value: "Is": not a valid selector operator`],
    ],
    [
      'nothing to compare',
      select('BestEffort', 'In', ['a']),
      [/operator: Invalid value: "In": must be 'Exists' when scope is any of/],
    ],
    [
      'unfit resource',
      { hard: { secrets: '1' }, ...select('PriorityClass', 'Exists') },
      [/unsupported scope applied to resource$/],
    ],
    [
      'opposites',
      {
        scopeSelector: {
          matchExpressions: ['Terminating', 'NotTerminating'].map((scopeName) => ({ scopeName, operator: 'Exists' })),
        },
      },
      [/conflicting scopes$/],
    ],
  ];
  for (const [name, fields, want] of rows) it(name, () => assertErrors(createErrors(spec(fields)), want));
});
