import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Check } from './checks/check.ts';
import { CHECKS } from './checks/index.ts';
import { Evaluator, showReasons, showViolations } from './evaluator.ts';
import type { Level } from './levels.ts';
import { LATEST } from './version.ts';

const NOTHING = { annotations: {}, spec: {} };

/** A check that finds its own name and version wrong. */
function check(id: string, level: Check['level'], since: readonly number[], overrides?: string[]): Check {
  const versions = since.map((minor) => ({
    since: minor,
    check: () => ({ reason: `${id}:${minor}`, detail: '' }),
    ...(overrides && { overrides }),
  }));
  return { id, level, versions };
}

const TEST = new Evaluator([
  check('h', 'restricted', [0], ['b']),
  check('a', 'baseline', [0]),
  check('d', 'baseline', [11, 15, 20]),
  check('c', 'baseline', [0, 5, 10]),
  check('b', 'baseline', [10]),
  check('e', 'restricted', [0]),
  check('f', 'restricted', [12, 16, 21]),
  check('g', 'restricted', [10], ['a']),
]);

const CASES: readonly (readonly [Level, number, string])[] = [
  ['privileged', 0, ''],
  ['privileged', LATEST, ''],
  ['baseline', 0, 'a:0, c:0'],
  ['baseline', 4, 'a:0, c:0'],
  ['baseline', 5, 'a:0, c:5'],
  ['baseline', 10, 'a:0, b:10, c:10'],
  ['baseline', 11, 'a:0, b:10, c:10, d:11'],
  ['baseline', LATEST, 'a:0, b:10, c:10, d:20'],
  ['restricted', 0, 'a:0, c:0, e:0, h:0'],
  ['restricted', 10, 'c:10, e:0, g:10, h:0'],
  ['restricted', LATEST, 'c:10, d:20, e:0, f:21, g:10, h:0'],
  ['restricted', 10_000, 'c:10, d:20, e:0, f:21, g:10, h:0'],
];
describe('the checks of a level and version', () => {
  for (const [level, version, found] of CASES) {
    test(`${level}:${version}`, () => {
      assert.equal(showReasons(TEST.evaluate({ level, version }, NOTHING)), found);
    });
  }
});

test('the restricted level of every version refuses what its baseline level refuses', () => {
  const evaluator = new Evaluator(CHECKS);
  const profile = { type: 'Unconfined' };
  const bad = {
    annotations: { 'container.seccomp.security.alpha.kubernetes.io/a': 'unconfined' },
    spec: {
      hostNetwork: true,
      volumes: [{ name: 'v', hostPath: {} }],
      containers: [
        {
          name: 'a',
          ports: [{ hostPort: 80 }],
          livenessProbe: { tcpSocket: { host: 'h' } },
          securityContext: {
            privileged: true,
            procMount: 'Unmasked',
            seccompProfile: profile,
            capabilities: { add: ['BPF'] },
          },
        },
      ],
    },
  };
  const counts = Array.from({ length: 37 }, (_, version) => {
    const baseline = evaluator.evaluate({ level: 'baseline', version }, bad).length;
    const restricted = evaluator.evaluate({ level: 'restricted', version }, bad).length;
    assert.ok(baseline > 0 && restricted >= baseline, `1.${version}: ${baseline} and ${restricted}`);
    return baseline;
  });
  assert.equal(counts.at(-1), 8);
});

const type = fc.constantFrom('RuntimeDefault', 'Localhost', 'Unconfined');
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const context = fc.record({
  allowPrivilegeEscalation: maybe(fc.boolean()),
  privileged: maybe(fc.boolean()),
  procMount: maybe(fc.constantFrom('Default', 'Unmasked')),
  runAsNonRoot: maybe(fc.boolean()),
  runAsUser: maybe(fc.integer({ min: 0, max: 1 })),
  seccompProfile: maybe(fc.record({ type })),
  appArmorProfile: maybe(fc.record({ type })),
  capabilities: maybe(
    fc.record({ add: fc.subarray(['CHOWN', 'NET_BIND_SERVICE', 'BPF']), drop: fc.subarray(['ALL']) }),
  ),
});
const container = fc.record({ name: fc.constant('a'), securityContext: maybe(context) });
const pods = fc.record({
  annotations: fc.constant({}),
  spec: fc.record({
    hostUsers: maybe(fc.boolean()),
    hostPID: maybe(fc.boolean()),
    securityContext: maybe(
      fc.record({ runAsNonRoot: maybe(fc.boolean()), seccompProfile: maybe(fc.record({ type })) }),
    ),
    initContainers: fc.array(container, { maxLength: 1 }),
    containers: fc.array(container, { minLength: 1, maxLength: 2 }),
  }),
});

test('what a stricter level admits a laxer one admits, in every version', () => {
  const evaluator = new Evaluator(CHECKS);
  let admitted = 0;
  fc.assert(
    fc.property(pods, fc.integer({ min: 0, max: 37 }), (pod, version) => {
      if (evaluator.evaluate({ level: 'restricted', version }, pod).length > 0) return;
      admitted++;
      assert.deepEqual(evaluator.evaluate({ level: 'baseline', version }, pod), []);
    }),
    { numRuns: 5000 },
  );
  assert.ok(admitted > 0);
});

describe('checks that contradict each other', () => {
  const WRONG: readonly (readonly [message: string, ...checks: Check[]])[] = [
    ['multiple checks registered for ID a', check('a', 'baseline', [0]), check('a', 'restricted', [0])],
    ['check a: empty', check('a', 'baseline', [])],
    ['check a: versions must be strictly increasing', check('a', 'baseline', [2, 2])],
    ['check a: versions must be strictly increasing', check('a', 'baseline', [3, 2])],
    ['check a: no version: Infinity', check('a', 'baseline', [LATEST])],
    [
      'check a: only restricted checks may set overrides',
      check('a', 'baseline', [0], ['b']),
      check('b', 'baseline', [0]),
    ],
    ['check a: overrides restricted check b', check('a', 'restricted', [0], ['b']), check('b', 'restricted', [0])],
    ['check a: overrides b, which is no check', check('a', 'restricted', [0], ['b'])],
  ];
  for (const [message, ...checks] of WRONG) {
    test(message, () => assert.throws(() => new Evaluator(checks), { message }));
  }
});

test('violations in words', () => {
  const violations = [
    { reason: 'a', detail: 'b' },
    { reason: 'c', detail: '' },
  ];
  assert.equal(showViolations(violations), 'a (b), c');
});
