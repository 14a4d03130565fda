import assert from 'node:assert/strict';
import { test } from 'node:test';
import { atOnce } from '../../../util/pause.ts';
import { dynamic } from '../expressions/dynamic.ts';
import type { Subject } from '../expressions/subject.ts';
import { compileValidatingPolicy } from './compile.ts';
import { judge } from './judge.ts';

const HEADER = { apiVersion: 'v1', kind: 'Test', metadata: {} };
/** What costs more than an expression may. */
const ENDLESS = 'object.items.all(a, object.items.all(b, object.items.all(c, a + b + c >= 0)))';

const SUBJECT: Subject = {
  request: null,
  object: dynamic({ ...HEADER, items: Array.from({ length: 200 }, (_, index) => index) }),
  oldObject: null,
  namespaceObject: null,
  params: null,
  authorizer: null,
  requestResource: null,
};

interface Case {
  readonly expression: string;
  readonly more?: object;
  readonly failures?: readonly string[];
  /** Under failurePolicy Ignore. */
  readonly ignored?: readonly string[];
}

const CASES: Readonly<Record<string, Case>> = {
  'a check that holds': { expression: 'true' },
  'one that does not': { expression: 'false', failures: ['no_error'] },
  'one that fails': { expression: 'object.none == 1', failures: ['invalid_error'], ignored: ['invalid_error'] },
  'one that was stored before it was checked': {
    expression: 'objekt == 1',
    failures: ['compile_error'],
    ignored: ['compile_error'],
  },
  'one that costs too much': { expression: ENDLESS, failures: ['invalid_error'], ignored: ['invalid_error'] },
  'one whose message speaks of compilation': {
    expression: 'false',
    more: { message: 'compilation is forbidden here' },
    failures: ['no_error'],
  },
};

for (const [what, { expression, more, failures = [], ignored = [] }] of Object.entries(CASES)) {
  for (const failsOpen of [false, true]) {
    test(`${what}${failsOpen ? ', failing open' : ''}`, () => {
      let now = 0;
      const clock = () => {
        now += 250;
        return now;
      };
      const program = atOnce(compileValidatingPolicy({ validations: [{ expression, ...more }] }));
      const judged = judge(program, SUBJECT, { failsOpen, now: clock });
      const counted = failsOpen ? failures.filter((one) => !ignored.includes(one)) : failures;
      assert.deepEqual(
        judged.failures.map((failure) => [failure.errorType, failure.seconds]),
        counted.map((errorType) => [errorType, 0.25]),
      );
      assert.deepEqual(
        judged.ignored.map(({ errorType }) => errorType),
        failsOpen ? ignored : [],
      );
    });
  }
}

test('ten expressions that each cost what one may use up what all may', () => {
  const validations = Array.from({ length: 11 }, () => ({ expression: ENDLESS }));
  const program = atOnce(compileValidatingPolicy({ validations }));
  const { failures } = judge(program, SUBJECT, { failsOpen: false, now: () => 0 });
  assert.deepEqual(
    failures.map(({ errorType }) => errorType),
    ['out_of_budget'],
  );
});
