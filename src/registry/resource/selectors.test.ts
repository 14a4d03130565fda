import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import { path } from '../../api/field.ts';
import type { JsonObject } from '../../api/object.ts';
import { estimateCost } from '../../cel/cost/estimate.ts';
import { checkSteps } from '../../cel/program.ts';
import { atOnce } from '../../util/pause.ts';
import type { Resource } from '../resource.ts';
import { drive } from '../testing.ts';
import { DEVICE_ENVIRONMENT, DEVICE_SIZES } from './device-expressions.ts';
import { deviceClasses } from './deviceclasses.ts';
import { resourceClaims } from './resourceclaims.ts';
import { resourceClaimTemplates } from './resourceclaimtemplates.ts';
import { judgeSelectors, prepareSelectors, SELECTOR_CHECKS, validateSelectors } from './selectors.ts';

await SELECTOR_CHECKS.load();

const AT = path('spec', 'selectors');
const ATTRIBUTE = 'device.attributes["dra.example.com"]';
const CAPACITY = 'device.capacity["dra.example.com"]';

const selectors = (...expressions: readonly string[]) => expressions.map((expression) => ({ cel: { expression } }));

function problemsOf(...expressions: readonly string[]): string[] {
  const wanted = selectors(...expressions);
  const { excess, judge } = judgeSelectors(wanted, path('spec'));
  return [...excess, ...validateSelectors(wanted, judge, AT)].map(String);
}

// Those of k8s.io/dynamic-resource-allocation/cel/compile_test.go, with the features of v1.36.
const TEN = '[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]';
const nested = (...names: readonly string[]) =>
  names.reduceRight((inner, name) => `${TEN}.all(${name}, ${inner})`, "int('1'.find('[0-9]*')) < 100");
const EXPENSIVE = nested('x', 'y', 'z', 'z2', 'z3', 'z4', 'z5');

const FINE = [
  'true',
  `"no-such-domain" in device.attributes`,
  `device.driver == "dra.example.com"`,
  `${ATTRIBUTE}.name`,
  `${ATTRIBUTE}["name"]`,
  `cel.bind(dra, ${ATTRIBUTE}, dra.name)`,
  `${ATTRIBUTE}.name > 0`,
  `${ATTRIBUTE}.name == "fish"`,
  `${ATTRIBUTE}.names.size() == 2`,
  `1 in ${ATTRIBUTE}.names`,
  `${ATTRIBUTE}.name.isGreaterThan(semver("0.0.1"))`,
  `${ATTRIBUTE}.name.isGreaterThan(semver("v0.0.1", true)) && isSemver("v1.0.0", true)`,
  `${CAPACITY}.name.isGreaterThan(quantity("1Ki"))`,
  `!("name" in ${CAPACITY}) || ${CAPACITY}.name.isGreaterThan(quantity("1Ki"))`,
  `device.attributes.exists_one(x, x == "dra.example.com")`,
  `${ATTRIBUTE}.exists_one(x, x == "services")`,
  `${ATTRIBUTE}.services.split("example").size() >= 2`,
  `${ATTRIBUTE}.services.matches("[^a]?sym")`,
  'device.allowMultipleAllocations == true',
  'device.attributes["__proto__"].constructor',
];

const REFUSED: readonly (readonly [expression: string, problem: string])[] = [
  ['?!', "compilation failed: ERROR: <input>:1:1: Syntax error: mismatched input '?' expecting "],
  ['', "compilation failed: ERROR: <input>:1:1: Syntax error: mismatched input '<EOF>' expecting "],
  ['1', 'must evaluate to bool or the unknown type, not int'],
  ['null', 'must evaluate to bool or the unknown type, not null_type'],
  ['dyn(true)', 'must evaluate to bool or the unknown type, not dyn'],
  ['device', 'must evaluate to bool or the unknown type, not kubernetes.DRADevice'],
  ['device.attributes', 'must evaluate to bool or the unknown type, not map(string, map(string, google.protobuf.Any))'],
  [
    `${ATTRIBUTE}.ids.exists(id, id == 1)`,
    "compilation failed: ERROR: <input>:1:37: expression of type 'any' cannot be range of a comprehension (must be list, map, or dynamic)\n",
  ],
  [
    `${ATTRIBUTE}.attr.includes("fish")`,
    "compilation failed: ERROR: <input>:1:51: undeclared reference to 'includes' (in container '')\n",
  ],
  ['device.model', "compilation failed: ERROR: <input>:1:7: undefined field 'model'\n"],
  ['device.__proto__', "compilation failed: ERROR: <input>:1:7: undefined field '__proto__'\n"],
  ['object.spec', "compilation failed: ERROR: <input>:1:1: undeclared reference to 'object' (in container '')\n"],
  [
    `${CAPACITY}.name > 1`,
    "compilation failed: ERROR: <input>:1:41: found no matching overload for '_>_' applied to '(kubernetes.Quantity, int)'\n",
  ],
];

const COSTS: readonly (readonly [expression: string, most: number])[] = [
  ['true', 0],
  [`device.attributes["no-such-domain"].noSuchAttr.isGreaterThan(quantity("0"))`, 6],
  [`device.attributes["no-such-domain"]["noSuchAttr"].isGreaterThan(quantity("0"))`, 6],
  ['"no-such-domain" in device.attributes', 3],
  ['device.driver == ""', 2],
  ['device.driver == "dra.example.com"', 4],
  [`${ATTRIBUTE}.name`, 4],
  [`${ATTRIBUTE}["name"]`, 4],
  [`cel.bind(dra, ${ATTRIBUTE}, dra.name)`, 15],
  [`${ATTRIBUTE}.name > 0`, 5],
  [`${ATTRIBUTE}.name == "fish"`, 5],
  [`${ATTRIBUTE}.names.size() == 2`, 6],
  [`1 in ${ATTRIBUTE}.names`, 68],
  [`${ATTRIBUTE}.name.isGreaterThan(semver("0.0.1"))`, 6],
  [`${ATTRIBUTE}.name.isGreaterThan(semver("v0.0.1", true)) && isSemver("v1.0.0", true)`, 7],
  [`${CAPACITY}.name.isGreaterThan(quantity("1Ki"))`, 6],
  [`"name" in ${CAPACITY} && ${CAPACITY}.name.isGreaterThan(quantity("1Ki"))`, 10],
  [`!("name" in ${CAPACITY}) || ${CAPACITY}.name.isGreaterThan(quantity("1Ki"))`, 11],
  [`${ATTRIBUTE}.a && ${ATTRIBUTE}.b && ${ATTRIBUTE}.c`, 12],
  ['device.attributes.exists_one(x, x == "dra.example.com")', 164],
  [`${ATTRIBUTE}.exists_one(x, x == "services")`, 133],
  [`${ATTRIBUTE}.services.split("example").size() >= 2`, 19],
  [`${ATTRIBUTE}.services.matches("[^a]?sym")`, 18],
  ['device.capacity.exists_one(x, x == "dra.example.com")', 164],
  [`${CAPACITY}.exists_one(x, x == "memory")`, 133],
  ['device.allowMultipleAllocations == true', 3],
  [EXPENSIVE, 85_555_551],
];

describe('what an expression that selects devices costs at most', () => {
  for (const [expression, most] of COSTS) {
    it(expression, () => {
      const { checked, message } = atOnce(checkSteps(expression, DEVICE_ENVIRONMENT));
      assert.ok(checked, message);
      assert.equal(estimateCost(checked, DEVICE_SIZES).max, most);
    });
  }
});

describe('an expression that selects devices', () => {
  for (const expression of FINE) it(`may be ${expression}`, () => assert.deepEqual(problemsOf(expression), []));

  for (const [expression, problem] of REFUSED) {
    it(`is not ${JSON.stringify(expression)}`, () => {
      const [error = '', ...others] = problemsOf(expression);
      const told = `${AT}[0].cel.expression: Invalid value: ${JSON.stringify(expression)}: ${problem}`;
      assert.equal(error.slice(0, told.length), told);
      assert.deepEqual(others, []);
    });
  }

  it('is not too complex', () => {
    // How big a type is, nobody knows: comparing two may cost anything.
    assert.deepEqual(problemsOf(EXPENSIVE, 'type(device) == kubernetes.DRADevice'), [
      `${AT}[0].cel.expression: Forbidden: too complex, exceeds cost limit`,
      `${AT}[1].cel.expression: Forbidden: too complex, exceeds cost limit`,
    ]);
  });

  it('is told of wherever it stands', () => {
    const problem = 'must evaluate to bool or the unknown type, not int';
    assert.deepEqual(problemsOf('1', 'true', '1'), [
      `${AT}[0].cel.expression: Invalid value: "1": ${problem}`,
      `${AT}[2].cel.expression: Invalid value: "1": ${problem}`,
    ]);
  });

  it('is not compiled when it is too long', () => {
    const spaces = (bytes: number) => ' '.repeat(bytes);
    assert.deepEqual(problemsOf(`true${spaces(10_236)}`, `1${spaces(10_240)}`), [
      `${AT}[1].cel.expression: Too long: may not be more than 10240 bytes`,
    ]);
  });

  it('is bounded together with the others of its object', () => {
    const many = Array.from({ length: 30 }, (_, i) => `${i} == 0 || ${' '.repeat(9990)} true`);
    assert.deepEqual(problemsOf(...many), [
      'spec: Invalid value: "300170 characters": all expressions together must have at most 300000 characters',
    ]);
  });

  it('is not told of when very much has been said already', () => {
    const unknown = (i: number) => `[${'a,'.repeat(900)}a].size() == ${i}`;
    const problems = problemsOf(...Array.from({ length: 30 }, (_, i) => unknown(i)));
    assert.ok(problems.length > 0 && problems.length < 10, `${problems.length} problems`);
  });
});

type Place = (expressions: readonly string[]) => JsonObject;

const request = (expressions: readonly string[]) => ({ deviceClassName: 'c', selectors: selectors(...expressions) });
const exactly: Place = (expressions) => ({ devices: { requests: [{ name: 'r', exactly: request(expressions) }] } });
const firstAvailable: Place = (expressions) => ({
  devices: {
    requests: [{ name: 'r', firstAvailable: ['a', 'b'].map((name) => ({ name, ...request(expressions) })) }],
  },
});

const KINDS: readonly (readonly [what: string, resource: Resource, spec: Place, places: readonly string[]])[] = [
  ['DeviceClass', deviceClasses, (expressions) => ({ selectors: selectors(...expressions) }), ['spec.selectors']],
  ['ResourceClaim', resourceClaims, exactly, ['spec.devices.requests[0].exactly.selectors']],
  [
    'ResourceClaim with alternatives',
    resourceClaims,
    firstAvailable,
    ['spec.devices.requests[0].firstAvailable[0].selectors', 'spec.devices.requests[0].firstAvailable[1].selectors'],
  ],
  [
    'ResourceClaimTemplate',
    resourceClaimTemplates,
    (expressions) => ({ spec: exactly(expressions) }),
    ['spec.spec.devices.requests[0].exactly.selectors'],
  ],
];

describe('selectors', () => {
  for (const [what, resource, spec, places] of KINDS) {
    const object = (...expressions: readonly string[]) => ({ spec: spec(expressions) });
    const driver = drive(resource, { metadata: { name: 'x', namespace: 'n', resourceVersion: '1' } });

    it(`of a ${what} are compiled`, () => {
      assert.deepEqual(driver.createErrors(object('true')), []);
      const errors = places.map((place) => `${place}[1].cel.expression: Invalid value: "1": must evaluate to bool`);
      const told = driver.createErrors(object('true', '1')).map((error) => error.replace(/ or the unknown.*/, ''));
      assert.deepEqual(told, errors);
    });

    it(`of a ${what} that are stored are not judged again`, () => {
      const label = { metadata: { labels: { a: 'b' } } };
      assert.deepEqual(driver.updateErrors(label, object('1')), []);
    });
  }

  it('of a DeviceClass are judged as soon as one changes', () => {
    const driver = drive(deviceClasses, { metadata: { name: 'x', resourceVersion: '1' } });
    const spec = (...expressions: readonly string[]) => ({ spec: { selectors: selectors(...expressions) } });
    assert.equal(driver.updateErrors(spec('1', 'false'), spec('1', 'true')).length, 1);
    assert.equal(driver.updateErrors(spec('true', '1'), spec('1', 'true')).length, 1);
    assert.deepEqual(driver.updateErrors(spec('true'), spec('1')), []);
  });
});

/** How often others had their turn meanwhile. */
async function turnsDuring(work: Promise<void>): Promise<number> {
  let turns = 0;
  let done = false;
  const count = () => {
    turns += 1;
    if (!done) setImmediate(count);
  };
  setImmediate(count);
  await work;
  done = true;
  return turns;
}

const big = (i: number) => `${i} + [${'1,'.repeat(4980)}1].size() > 0`;
const manyBig = (from: number) => selectors(...Array.from({ length: 29 }, (_, i) => big(from + i)));

test('as many and as big selectors as there may be hold nobody up', async () => {
  const turns = await turnsDuring(prepareSelectors(manyBig(100)));
  assert.ok(turns >= 10, `others had ${turns} turns`);
});

test('what was prepared is not compiled again, in whatever object it stands', async () => {
  await prepareSelectors(manyBig(200));
  const turns = await turnsDuring(prepareSelectors(manyBig(200)));
  assert.ok(turns <= 2, `others had ${turns} turns`);
});

test('an update of a claim prepares nothing', async () => {
  const claim: any = { metadata: { name: 'x' }, spec: exactly(Array.from({ length: 29 }, (_, i) => big(300 + i))) };
  const turns = await turnsDuring(resourceClaims.strategy.prepareValidation!(claim, claim));
  assert.ok(turns <= 2, `others had ${turns} turns`);
});
