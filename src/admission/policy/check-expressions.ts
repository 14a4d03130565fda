/** What is wrong with the expressions of policies that are to be stored, in kube-apiserver's words. */
import { type FieldError, type FieldPath, invalidValue, path } from '../../api/field.ts';
import { CompiledOnce } from '../../cel/compiled-once.ts';
import { areTooMuch, excessOf } from '../../schema/expression-limit.ts';
import type {
  V1MatchCondition,
  V1MutatingAdmissionPolicySpec,
  V1ValidatingAdmissionPolicySpec,
  V1Variable,
} from '../../schema/generated/types.ts';
import type { Steps } from '../../util/pause.ts';
import { type Compiled, compileEach } from './expressions/compiler.ts';
import { compileMatchConditions } from './match-conditions.ts';
import { MUTATING_PROGRAMS } from './mutating/compile.ts';
import { VALIDATING_PROGRAMS } from './validating/compile.ts';

const SPEC = path('spec');
const WEBHOOKS = path('webhooks');

type ManyConditions = readonly (readonly V1MatchCondition[])[];

const CONDITIONS = new CompiledOnce(compileConditions);

function* compileConditions(all: ManyConditions): Steps<Compiled[][]> {
  return yield* compileEach(all, (conditions) => compileMatchConditions(conditions, false));
}

/** To be awaited before the check of the same: it compiles in turns, and the check finds it done. */
export async function prepareValidatingPolicy(spec: V1ValidatingAdmissionPolicySpec): Promise<void> {
  if (!areTooMuch(expressionsIn(spec))) await VALIDATING_PROGRAMS.prepare(spec);
}

export async function prepareMutatingPolicy(spec: V1MutatingAdmissionPolicySpec): Promise<void> {
  if (!areTooMuch(expressionsIn(spec))) await MUTATING_PROGRAMS.prepare(spec);
}

export async function prepareMatchConditions(all: ManyConditions): Promise<void> {
  if (!areTooMuch(expressionsIn(all))) await CONDITIONS.prepare(all);
}

export function checkValidatingPolicy(spec: V1ValidatingAdmissionPolicySpec): FieldError[] {
  const excess = excessOf(expressionsIn(spec), SPEC);
  if (excess.length > 0) return excess;
  const { conditions, variables, validations, annotations } = VALIDATING_PROGRAMS.get(spec);
  return [
    ...checkConditions(spec.matchConditions, conditions, SPEC.child('matchConditions')),
    ...checkVariables(spec.variables, variables),
    ...each(spec.validations, SPEC.child('validations'), ({ expression, messageExpression }, at, index) => [
      ...check(expression, at.child('expression'), validations[index]!.check),
      ...check(messageExpression, at.child('messageExpression'), validations[index]!.messageExpression),
    ]),
    ...each(spec.auditAnnotations, SPEC.child('auditAnnotations'), ({ valueExpression }, at, index) =>
      check(valueExpression, at.child('valueExpression'), annotations[index]!.value),
    ),
  ];
}

export function checkMutatingPolicy(spec: V1MutatingAdmissionPolicySpec): FieldError[] {
  const excess = excessOf(expressionsIn(spec), SPEC);
  if (excess.length > 0) return excess;
  const { conditions, variables, mutations } = MUTATING_PROGRAMS.get(spec);
  return [
    ...checkConditions(spec.matchConditions, conditions, SPEC.child('matchConditions')),
    ...checkVariables(spec.variables, variables),
    ...each(spec.mutations, SPEC.child('mutations'), ({ applyConfiguration, jsonPatch }, at, index) => {
      const { type, patch } = mutations[index]!;
      return type === 'JSONPatch'
        ? check(jsonPatch?.expression, at.child('jsonPatch', 'expression'), patch)
        : check(applyConfiguration?.expression, at.child('applyConfiguration', 'expression'), patch);
    }),
  ];
}

/** @param all of webhooks: those of each @param places where they stand */
export function checkMatchConditions(all: ManyConditions, places: readonly FieldPath[]): FieldError[] {
  const excess = excessOf(expressionsIn(all), WEBHOOKS);
  if (excess.length > 0) return excess;
  const compiled = CONDITIONS.get(all);
  return all.flatMap((conditions, index) => checkConditions(conditions, compiled[index]!, places[index]!));
}

/** All texts of fields that hold expressions, wherever they are. */
function expressionsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) =>
    typeof member === 'string' && /expression$/i.test(name) ? [member] : expressionsIn(member),
  );
}

function checkConditions(
  conditions: readonly V1MatchCondition[] | undefined,
  compiled: readonly Compiled[],
  at: FieldPath,
): FieldError[] {
  return each(conditions, at, ({ expression }, place, index) =>
    check(expression?.trim(), place.child('expression'), compiled[index]),
  );
}

function checkVariables(
  variables: readonly V1Variable[] | undefined,
  compiled: ReadonlyMap<string, Compiled>,
): FieldError[] {
  return each(variables, SPEC.child('variables'), ({ name = '', expression }, at) =>
    check(expression, at.child('expression'), compiled.get(name)),
  );
}

function each<T>(
  items: readonly T[] | undefined,
  at: FieldPath,
  checkItem: (item: T, place: FieldPath, index: number) => FieldError[],
): FieldError[] {
  return (items ?? []).flatMap((item, index) => checkItem(item, at.index(index), index));
}

/** An expression that is missing is refused elsewhere. */
function check(expression: string | undefined, at: FieldPath, compiled: Compiled | undefined): FieldError[] {
  if (!expression?.trim() || compiled?.problem === undefined) return [];
  return [invalidValue(at, expression, compiled.problem)];
}
