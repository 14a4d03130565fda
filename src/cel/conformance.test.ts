/** The conformance tests of the CEL specification, as far as Kubernetes has what they are about. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatType } from './check/types.ts';
import type { Environment } from './environment.ts';
import { BINDINGS } from './library/bindings.ts';
import { PLAIN_STYLE } from './library/format-styles.ts';
import { OPTIONALS } from './library/optional.ts';
import { STANDARD_ENVIRONMENT } from './library/standard.ts';
import { stringsLibrary } from './library/strings.ts';
import { TWO_VARIABLE_COMPREHENSIONS } from './library/two-variables.ts';
import { compile } from './program.ts';
import {
  type Case,
  conformanceCases,
  describeValue,
  typeOfWire,
  valueOfWire,
  variablesOf,
} from './testing/conformance.ts';

const ENVIRONMENT = STANDARD_ENVIRONMENT.extend({
  libraries: [BINDINGS, OPTIONALS, stringsLibrary(PLAIN_STYLE), TWO_VARIABLE_COMPREHENSIONS],
});

/** What Kubernetes does not have: no test of these is run. */
const OUT_OF_SCOPE: readonly (readonly [reason: string, applies: (test: Case) => boolean])[] = [
  ['libraries that Kubernetes does not enable', ({ suite }) => /^(block|encoders|math|proto2)_ext/.test(suite)],
  ['protobuf enums', ({ suite }) => suite.startsWith('enums')],
  ['protobuf messages', (test) => /TestAllTypes|TestRequired|google\.protobuf|NestedEnum/.test(JSON.stringify(test))],
  ['protobuf messages, by container', ({ container }) => container?.startsWith('google.protobuf') ?? false],
  [
    'functions declared by the test itself',
    ({ typeEnv }) => typeEnv?.some((declaration) => !declaration.ident) ?? false,
  ],
  [
    'errors where a member of no object is asked for if it is there: cel-go gives them only where EnableErrorOnBadPresenceTest is set',
    ({ name }) => ['map_null_entry_no_such_key', 'map_present_key_invalid_field'].includes(name),
  ],
  ['evaluation of what does not type-check', (test) => test.disableCheck === true && test.evalError === undefined],
];

function environmentOf(test: Case): Environment {
  return ENVIRONMENT.extend({ container: test.container ?? '', variables: variablesOf(test) });
}

function run(test: Case): void {
  const compiled = compile(test.expr, environmentOf(test));
  if (test.evalError && compiled.issues) return;
  assert.ok(compiled.program, compiled.message);
  if (test.typedResult?.deducedType) {
    assert.equal(formatType(compiled.program.outputType), formatType(typeOfWire(test.typedResult.deducedType)));
  }
  if (test.checkOnly) return;
  const bindings = Object.entries(test.bindings ?? {}).map(([name, { value }]) => [name, valueOfWire(value)] as const);
  const { value, error } = compiled.program.evaluate(Object.fromEntries(bindings));
  const expected = test.value ?? test.typedResult?.result ?? { boolValue: true };
  if (test.evalError) assert.ok(error, 'an error is expected');
  else assert.deepEqual(error?.message ?? describeValue(value!), describeValue(valueOfWire(expected)));
}

for (const [suite, cases] of Map.groupBy(conformanceCases(), (item) => item.suite)) {
  const inScope = cases.filter((item) => !OUT_OF_SCOPE.some(([, applies]) => applies(item)));
  if (inScope.length === 0) continue;
  test(`${suite} conforms`, async (t) => {
    for (const item of inScope) {
      await t.test(`${item.name}: ${item.expr}`, () => run(item));
    }
  });
}
