/** Trees, types and messages are those that cel-go gives for the same expressions. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatType } from './check/types.ts';
import { STANDARD_ENVIRONMENT } from './library/standard.ts';
import { compile } from './program.ts';
import { parse } from './syntax/parser.ts';
import { inferredCases, variablesOf } from './testing/conformance.ts';
import { debugString } from './testing/debug-string.ts';

const CASES = inferredCases();

interface Difference {
  readonly expr: string;
  readonly ours: string;
  readonly theirs: string;
}

/** Where ours is not theirs. */
function differences(pairs: readonly Difference[]): Difference[] {
  return pairs.filter(({ ours, theirs }) => ours !== theirs);
}

test('trees are the same', () => {
  const annotation = /\^#(?:\*expr\.\w+|-)?#/g;
  // The debug form writes control characters and bytes in ways of its own.
  const escaped = /\\[avxXuU0]|\p{Cc}|\p{Cn}|\bb['"]/u;
  const cases = CASES.filter(({ expr, inferred }) => inferred.ast && !escaped.test(expr.replace(/\s/g, ' ')));
  const pairs = cases.map(({ expr, inferred }) => {
    const theirs = inferred.ast!.replace(annotation, '');
    return { expr, ours: debugString(parse(expr, STANDARD_ENVIRONMENT)), theirs };
  });
  assert.ok(pairs.length > 2000);
  assert.deepEqual(differences(pairs), []);
});

/** What is declared by the tests alone, or is in libraries that came later than these expressions were collected. */
const BEYOND = /TestAll|TestRequired|Nested|google|proto|cel\.block|\b(?:i[bdisuxz]|f[gi]_\w+)\b/;

const IN_SCOPE = CASES.filter((item) => !BEYOND.test(JSON.stringify([item.expr, item.container, item.typeEnv])));

test('types are the same', () => {
  const cases = IN_SCOPE.filter(({ inferred, typeEnv = [] }) => inferred.type && typeEnv.every(({ ident }) => ident));
  const compiled = cases.map((item) => {
    const environment = STANDARD_ENVIRONMENT.extend({ container: item.container, variables: variablesOf(item) });
    return { item, program: compile(item.expr, environment).program };
  });
  const pairs = compiled.flatMap(({ item, program }) =>
    program ? [{ expr: item.expr, ours: formatType(program.outputType), theirs: item.inferred.type! }] : [],
  );
  assert.ok(pairs.length > 1000);
  assert.deepEqual(differences(pairs), []);
});

/** ANTLR's words for bad syntax, and what newer versions allow: comparisons of mixed numbers, optionals, quoted fields. */
const OTHER_WORDS =
  /Syntax error|unsupported syntax|recursion|_[<>]=?_' applied to '\((?:int|uint|double), |invalid \w+ literal|wrapper|reserved identifier|'existsOne'/;

test('messages are the same', () => {
  const cases = IN_SCOPE.filter(
    ({ inferred, suite }) => inferred.error && !OTHER_WORDS.test(inferred.error) && /^(parsing|check)/.test(suite),
  );
  const pairs = cases.map((item) => {
    const environment = STANDARD_ENVIRONMENT.extend({ container: item.container, variables: variablesOf(item) });
    const theirs = item.inferred.error!.replaceAll('ERROR: :', 'ERROR: <input>:');
    return { expr: item.expr, ours: compile(item.expr, environment).message ?? '', theirs };
  });
  assert.ok(pairs.length > 80);
  assert.deepEqual(differences(pairs), []);
});
