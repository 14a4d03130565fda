import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { KubeObject } from '../../../../api/object.ts';
import { serviceRanges } from './service-ranges.ts';

const ready = (status: string) => ({ conditions: [{ type: 'Ready', status }] });

function range(name: string, cidrs: string[], status: object = {}, metadata: object = {}): KubeObject {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'ServiceCIDR',
    metadata: { name, ...metadata },
    spec: { cidrs },
    status,
  };
}

describe('the ranges of services', () => {
  const going = { deletionTimestamp: '2026-01-01T00:00:00Z' };
  const rows: [name: string, objects: KubeObject[], want: [cidr: string, isReady: boolean][]][] = [
    ['those of the settings, until there is the default object', [], [['10.0.0.0/24', true]]],
    [
      'the default object’s, of which nothing has been said, and before all others',
      [range('a', ['10.2.0.0/24']), range('kubernetes', ['10.1.0.0/24', 'fd00::/112'])],
      [
        ['10.1.0.0/24', true],
        ['fd00::/112', true],
        ['10.2.0.0/24', true],
      ],
    ],
    ['one that is not ready', [range('kubernetes', ['10.1.0.0/24'], ready('False'))], [['10.1.0.0/24', false]]],
    ['one that goes', [range('kubernetes', ['10.1.0.0/24'], ready('True'), going)], [['10.1.0.0/24', false]]],
    [
      'a range of two objects is ready when one of them is',
      [range('kubernetes', ['10.1.0.0/24'], {}, going), range('more', ['10.1.0.0/24'], ready('True'))],
      [['10.1.0.0/24', true]],
    ],
  ];
  for (const [name, objects, want] of rows) {
    it(name, () => {
      const got = serviceRanges(objects, ['10.0.0.0/24']).map(({ cidr, isReady }) => [cidr, isReady]);
      assert.deepEqual(got, want);
    });
  }
});
