import assert from 'node:assert/strict';
import { test } from 'node:test';
import { selectorsOf } from './selectors.ts';

const cases: Record<string, ReturnType<typeof selectorsOf>> = {
  '': {},
  'fieldSelector=': {},
  'fieldSelector=spec.nodeName%3Dn%2Cstatus.phase%21%3DFailed': {
    fieldSelector: [
      { key: 'spec.nodeName', operator: 'In', values: ['n'] },
      { key: 'status.phase', operator: 'NotIn', values: ['Failed'] },
    ],
  },
  'labelSelector=a%3D1,b%20in%20(2,3),c!=4,d,!e,f%3E5': {
    labelSelector: [
      { key: 'a', operator: 'In', values: ['1'] },
      { key: 'b', operator: 'In', values: ['2', '3'] },
      { key: 'c', operator: 'NotIn', values: ['4'] },
      { key: 'd', operator: 'Exists', values: [] },
      { key: 'e', operator: 'DoesNotExist', values: [] },
    ],
  },
  'fieldSelector=nonsense&labelSelector=%3D': {},
  'labelSelector=__proto__%3D1': {},
};
for (const [query, expected] of Object.entries(cases)) {
  test(`?${query}`, () => assert.deepEqual(selectorsOf(new URLSearchParams(query)), expected));
}
