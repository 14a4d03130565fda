/** Macros over index and element, or key and value (cel-go's TwoVarComprehensions). */
import { syntaxIssue } from '../issues.ts';
import { call, type Expr, ident, map } from '../syntax/ast.ts';
import { ACCUMULATOR, type Macro, variableName } from '../syntax/macro.ts';
import { allOf, anyOf, collected, type Fold, ifSo, oneOf } from './fold.ts';
import { append } from './standard.ts';

/** Adds one entry, or those of a map. Refuses keys that are there. */
export const MAP_INSERT = 'cel.@mapInsert';

function foldOver(at: number, range: Expr, [first, second]: readonly Expr[]): Fold {
  const variable = variableName(first!);
  const variable2 = variableName(second!);
  if (variable === variable2) throw syntaxIssue(second!.at, `duplicate variable name: ${variable}`);
  return { at, range, variable, variable2 };
}

type Predicate = (fold: Fold, condition: Expr) => Expr;

function predicate(name: string, make: Predicate): Macro {
  const expand = (at: number, args: readonly Expr[], target: Expr | undefined) =>
    make(foldOver(at, target!, args), args[2]!);
  return { name, arity: 3, member: true, expand };
}

/** How one transformed element joins what there is. */
type Step = (at: number, key: Expr, transformed: Expr) => Expr;

const insertValue: Step = (at, key, transformed) => call(at, MAP_INSERT, [ident(at, ACCUMULATOR), key, transformed]);
const insertEntries: Step = (at, _key, transformed) => call(at, MAP_INSERT, [ident(at, ACCUMULATOR), transformed]);
const appendElement: Step = (at, _key, transformed) => append(at, transformed);

/** With three arguments, and with a filter between variables and transformation. */
function transformation(name: string, step: Step, initial?: (at: number) => Expr): readonly Macro[] {
  const expand = (at: number, args: readonly Expr[], target: Expr | undefined) => {
    const over = foldOver(at, target!, args);
    const next = step(at, args[0]!, args.at(-1)!);
    return collected(over, args.length === 4 ? ifSo(at, args[2]!, next) : next, initial?.(at));
  };
  return [3, 4].map((arity) => ({ name, arity, member: true, expand }));
}

const emptyMap = (at: number): Expr => map(at, []);

export const TWO_VARIABLE_MACROS: readonly Macro[] = [
  predicate('all', allOf),
  predicate('exists', anyOf),
  predicate('existsOne', oneOf),
  predicate('exists_one', oneOf),
  ...transformation('transformList', appendElement),
  ...transformation('transformMap', insertValue, emptyMap),
  ...transformation('transformMapEntry', insertEntries, emptyMap),
];
