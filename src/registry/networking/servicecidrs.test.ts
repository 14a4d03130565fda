import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertErrors, drive } from '../testing.ts';
import { serviceCidrs } from './servicecidrs.ts';

const { created, createErrors, updated, updateErrors } = drive(serviceCidrs, {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'ServiceCIDR',
  metadata: { name: 'kubernetes' },
  spec: { cidrs: ['10.0.0.0/16'] },
});
const cidrs = (...values: string[]): object => ({ spec: { cidrs: values } });
const DUAL = cidrs('10.0.0.0/16', 'fd00::/112');

describe('ranges', () => {
  const rows: [name: string, change: object, want: (string | RegExp)[]][] = [
    ['one', {}, []],
    ['two families', DUAL, []],
    ['none', cidrs(), ['spec.cidrs: Required value: at least one CIDR required']],
    [
      'three',
      cidrs('10.0.0.0/16', 'fd00::/112', '10.1.0.0/16'),
      [/^spec\.cidrs: Invalid value: .*: may only hold up to 2 values$/],
    ],
    ['no range', cidrs('x'), [/^spec\.cidrs\[0\]: Invalid value: "x": must be a valid CIDR value/]],
    [
      'not canonical',
      cidrs('FD00::/112'),
      ['spec.cidrs[0]: Invalid value: "FD00::/112": must be in canonical form ("fd00::/112")'],
    ],
    ['two of a family', cidrs('10.0.0.0/16', '10.1.0.0/16'), [/may specify no more than one IP for each IP family/]],
  ];
  for (const [name, change, want] of rows) it(name, () => assertErrors(createErrors(change), want));
});

describe('updates', () => {
  const rows: [name: string, change: object, old: object, want: (string | RegExp)[]][] = [
    ['nothing', {}, {}, []],
    ['a second family', DUAL, {}, []],
    ['another range', cidrs('10.1.0.0/16'), {}, ['spec.cidrs[0]: Invalid value: "10.1.0.0/16": field is immutable']],
    ['a second range of the family', cidrs('10.0.0.0/16', '10.1.0.0/16'), {}, [/may specify no more than one IP/]],
    ['one less', cidrs('10.0.0.0/16'), DUAL, ['spec.cidrs: Invalid value: ["10.0.0.0/16"]: field is immutable']],
    ['none', { spec: { cidrs: null } }, {}, ['spec.cidrs: Invalid value: null: field is immutable']],
    [
      'a second family, the first changed',
      cidrs('10.1.0.0/16', 'fd00::/112'),
      {},
      ['spec.cidrs[0]: Invalid value: "10.1.0.0/16": field is immutable'],
    ],
  ];
  for (const [name, change, old, want] of rows) it(name, () => assertErrors(updateErrors(change, old), want));
});

describe('the status', () => {
  const status = { conditions: [{ type: 'Ready' }] };

  it('is not written with the range', () => {
    assert.deepEqual(created({ status }).status, {});
    assert.deepEqual(updated({ status }).status, {});
  });

  it('has a view that changes nothing else', () => {
    const old = created();
    const object = { ...structuredClone(old), ...DUAL, status, metadata: { ...old.metadata, labels: { a: 'b' } } };
    serviceCidrs.status!.prepareForUpdate(object, old, { now: '', user: { name: '', uid: '', groups: [], extra: {} } });
    assert.deepEqual(object, { ...old, status });
  });
});
