import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertErrors, drive } from '../../testing.ts';
import { limitRanges } from './index.ts';

const { created, createErrors, updateErrors } = drive(limitRanges, {
  apiVersion: 'v1',
  kind: 'LimitRange',
  metadata: { name: 'l', namespace: 'd' },
});
const one = (item: object): object => ({ spec: { limits: [{ type: 'Container', ...item }] } });

describe('container defaults', () => {
  const rows: [name: string, item: object, limit: object, request: object][] = [
    ['the maximum', { max: { cpu: '2' } }, { cpu: '2' }, { cpu: '2' }],
    ['the minimum, for requests', { min: { cpu: '1' } }, {}, { cpu: '1' }],
    ['the limit before the minimum', { min: { cpu: '1' }, default: { cpu: '2' } }, { cpu: '2' }, { cpu: '2' }],
    [
      'what is given',
      { max: { cpu: '4' }, default: { cpu: '3' }, defaultRequest: { cpu: '2' } },
      { cpu: '3' },
      { cpu: '2' },
    ],
  ];
  for (const [name, item, limit, request] of rows) {
    it(name, () => {
      const [found] = created(one(item)).spec.limits;
      assert.deepEqual([found.default, found.defaultRequest], [limit, request]);
    });
  }
  it('are not for pods', () => {
    assert.equal('default' in created(one({ type: 'Pod', max: { cpu: '2' } })).spec.limits[0], false);
  });
});

describe('rules', () => {
  const at = 'spec.limits[0]';
  const rows: [name: string, change: object, want: (string | RegExp)[]][] = [
    [
      'valid',
      one({
        min: { cpu: '100m' },
        defaultRequest: { cpu: '200m' },
        default: { cpu: '1' },
        max: { cpu: '2' },
        maxLimitRequestRatio: { cpu: '10' },
      }),
      [],
    ],
    ['of a type of its own', one({ type: 'example.com/Thing', max: { storage: '1Gi' } }), []],
    ['no type', one({ type: '' }), [/^spec\.limits\[0\]\.type: Invalid value: ""/, /type: Invalid value: ""/]],
    [
      'odd type',
      one({ type: 'Node' }),
      [`${at}.type: Invalid value: "Node": must be a standard limit type or fully qualified`],
    ],
    [
      'type twice',
      { spec: { limits: [{ type: 'Pod' }, { type: 'Pod' }] } },
      ['spec.limits[1].type: Duplicate value: "Pod"'],
    ],
    [
      'resources of other uses',
      one({ type: 'Pod', max: { storage: '1' } }),
      [`${at}.max[storage]: Invalid value: "storage": must be a standard resource for containers`],
    ],
    [
      'defaults of pods',
      one({ type: 'Pod', default: { cpu: '1' }, defaultRequest: { cpu: '1' } }),
      [
        `${at}.default: Forbidden: may not be specified when \`type\` is 'Pod'`,
        `${at}.defaultRequest: Forbidden: may not be specified when \`type\` is 'Pod'`,
      ],
    ],
    [
      'claims without storage',
      one({ type: 'PersistentVolumeClaim', max: { cpu: '1' } }),
      [`${at}.limits: Required value: either minimum or maximum storage value is required, but neither was provided`],
    ],
    ['claims with storage', one({ type: 'PersistentVolumeClaim', min: { storage: '1Gi' } }), []],
    [
      'min over max',
      one({ type: 'Pod', min: { cpu: '2' }, max: { cpu: '1' } }),
      [`${at}.min[cpu]: Invalid value: "2": min value 2 is greater than max value 1`],
    ],
    [
      'min over the default request',
      one({ min: { cpu: '2' }, defaultRequest: { cpu: '1' }, default: { cpu: '3' } }),
      [`${at}.defaultRequest[cpu]: Invalid value: "1": min value 2 is greater than default request value 1`],
    ],
    [
      'default request over everything above',
      one({ max: { cpu: '2' }, default: { cpu: '1' }, defaultRequest: { cpu: '3' } }),
      [
        `${at}.defaultRequest[cpu]: Invalid value: "3": default request value 3 is greater than max value 2`,
        `${at}.defaultRequest[cpu]: Invalid value: "3": default request value 3 is greater than default limit value 1`,
      ],
    ],
    [
      'default under min',
      one({ min: { cpu: '2' }, default: { cpu: '1' }, defaultRequest: { cpu: '2' } }),
      [
        /default request value 2 is greater than default limit value 1$/,
        `${at}.default[cpu]: Invalid value: "2": min value 2 is greater than default value 1`,
      ],
    ],
    [
      'default over max',
      one({ max: { cpu: '1' }, default: { cpu: '2' }, defaultRequest: { cpu: '1' } }),
      [`${at}.default[cpu]: Invalid value: "1": default value 2 is greater than max value 1`],
    ],
    [
      'ratio under one',
      one({ maxLimitRequestRatio: { cpu: '500m' } }),
      [`${at}.maxLimitRequestRatio[cpu]: Invalid value: "500m": ratio 500m is less than 1`],
    ],
    [
      'ratio over max/min',
      one({ type: 'Pod', min: { cpu: '1' }, max: { cpu: '3' }, maxLimitRequestRatio: { cpu: '4' } }),
      [`${at}.maxLimitRequestRatio[cpu]: Invalid value: "4": ratio 4 is greater than max/min = 3.000000`],
    ],
    [
      'what cannot be overcommitted',
      one({ default: { 'hugepages-2Mi': '4Mi' }, defaultRequest: { 'hugepages-2Mi': '2Mi' } }),
      [
        `${at}.defaultRequest[hugepages-2Mi]: Invalid value: "2Mi": default value 4Mi must equal to defaultRequest value 2Mi in hugepages-2Mi`,
      ],
    ],
  ];
  for (const [name, change, want] of rows) {
    it(name, () => {
      assertErrors(createErrors(change), want);
      assertErrors(updateErrors(change), want);
    });
  }
});
