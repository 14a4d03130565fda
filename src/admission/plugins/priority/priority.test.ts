import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { admit, lookup } from '../../testing.ts';
import { Priority } from './priority.ts';

const priorityClass = (name: string, value: number, more: object = {}) => ({ metadata: { name }, value, ...more });
const high = priorityClass('high', 1000, { preemptionPolicy: 'Never' });
const usual = priorityClass('usual', 10, { globalDefault: true });
const pod = (spec: object) => ({ resource: 'pods', object: { spec } });

describe('a pod', () => {
  const CASES: [what: string, classes: object[], spec: object, want: object | string][] = [
    ['without classes', [], {}, { priority: 0, preemptionPolicy: 'PreemptLowerPriority' }],
    [
      'of the default class',
      [high, usual],
      {},
      { priorityClassName: 'usual', priority: 10, preemptionPolicy: 'PreemptLowerPriority' },
    ],
    [
      'of the lowest of several default classes',
      [priorityClass('a', 20, { globalDefault: true }), usual],
      {},
      { priorityClassName: 'usual', priority: 10, preemptionPolicy: 'PreemptLowerPriority' },
    ],
    [
      'that names a class',
      [high, usual],
      { priorityClassName: 'high' },
      { priorityClassName: 'high', priority: 1000, preemptionPolicy: 'Never' },
    ],
    [
      'that says what its class says',
      [high],
      { priorityClassName: 'high', priority: 1000, preemptionPolicy: 'Never' },
      { priorityClassName: 'high', priority: 1000, preemptionPolicy: 'Never' },
    ],
    [
      'of a class that is not there',
      [high],
      { priorityClassName: 'low' },
      'pods "x" is forbidden: no PriorityClass with name low was found',
    ],
    [
      'with another priority',
      [high],
      { priorityClassName: 'high', priority: 5 },
      'pods "x" is forbidden: the integer value of priority (5) must not be provided in pod spec; priority admission controller computed 1000 from the given PriorityClass name',
    ],
    [
      'with another policy',
      [],
      { preemptionPolicy: 'Never' },
      'pods "x" is forbidden: the string value of PreemptionPolicy (Never) must not be provided in pod spec; priority admission controller computed PreemptLowerPriority from the given PriorityClass name',
    ],
  ];
  for (const [what, classes, spec, want] of CASES) {
    it(what, async () => {
      const plugin = new Priority(lookup(...classes));
      const { object, refused } = await admit(plugin, pod(spec));
      if (typeof want === 'string') return assert.equal(refused, want);
      assert.deepEqual(object.spec, want);
      assert.deepEqual((await admit(plugin, pod(object.spec))).object.spec, want, 'admitting it again changes nothing');
    });
  }

  it('that is written anew without its priority keeps it', async () => {
    const spec = { priority: 1000, preemptionPolicy: 'Never' };
    const write = { operation: 'UPDATE', resource: 'pods', object: { spec: {} }, oldObject: { spec } } as const;
    assert.deepEqual((await admit(new Priority(lookup()), write)).object.spec, spec);
  });
});

describe('a second default class', () => {
  const refusal =
    'priorityclasses.scheduling.k8s.io "x" is forbidden: PriorityClass usual is already marked as default. Only one default can exist';
  for (const [what, operation, name, want] of [
    ['is refused', 'CREATE', 'x', refusal],
    ['is refused when an other class becomes it', 'UPDATE', 'x', refusal],
    ['is none when it is the first itself', 'UPDATE', 'usual', undefined],
  ] as const) {
    it(what, async () => {
      const object = { metadata: { name }, globalDefault: true };
      const write = { operation, resource: 'priorityclasses.scheduling.k8s.io', object };
      assert.equal((await admit(new Priority(lookup(usual)), write)).refused, want);
    });
  }
});
