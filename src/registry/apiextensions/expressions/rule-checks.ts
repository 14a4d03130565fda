/** What is wrong with the expressions of x-kubernetes-validations, in kube-apiserver's words. */
import {
  FieldError,
  type FieldPath,
  forbiddenField,
  invalidValue,
  NO_VALUE,
  path as pathFrom,
} from '../../../api/field.ts';
import type { Checked } from '../../../cel/check/checked.ts';
import { BOOL, optionalOf, STRING, sameType, type Type } from '../../../cel/check/types.ts';
import { CompiledOnce } from '../../../cel/compiled-once.ts';
import { SizesWithin } from '../../../cel/cost/declared-sizes.ts';
import { estimateCost } from '../../../cel/cost/estimate.ts';
import type { Environment } from '../../../cel/environment.ts';
import { type CheckResult, checkSteps } from '../../../cel/program.ts';
import { FULL_ENVIRONMENT } from '../../../schema/expression-environment.ts';
import type { V1JSONSchemaProps, V1ValidationRule } from '../../../schema/generated/types.ts';
import { atOnce, type Steps } from '../../../util/pause.ts';
import { goRule } from '../go-values.ts';
import { Declarations, type Declared } from './declared.ts';
import { Costs, excessText, MAX_COST } from './rule-costs.ts';
import { type RuledSchema, ruledSchemas } from './ruled-schemas.ts';

export interface RuledDefinition {
  /** Of the schema, as messages show it. */
  readonly path: string;
  readonly schema: V1JSONSchemaProps;
}

/**
 * Enough to be told of one definition. Threat: what is said of an expression may be a hundred times as long as it is, and
 * it is kept. A definition with problems is refused: those of further expressions need not be known.
 */
const MOST_TOLD = 100_000;
/** What is compiled between two looks at who else waits. */
const STEP_CHARACTERS = 4000;
/** What every expression counts for, however short. */
const CHARACTERS_OF_A_RULE = 50;
const UNDECLARED =
  'internal error: failed to construct type information for x-kubernetes-validations rules: unable to convert structural schema to CEL declarations';

export const RULE_ERRORS = new CompiledOnce<RuledDefinition, readonly FieldError[]>(ruleErrors);

function* ruleErrors({ path, schema }: RuledDefinition): Steps<FieldError[]> {
  const at = pathFrom(path);
  const checker = new RuleChecker();
  for (const ruled of ruledSchemas(schema, at)) {
    yield* checker.check(ruled);
    if (checker.told > MOST_TOLD) break;
  }
  return [...checker.errors, ...checker.costs.errors(at)];
}

/** What the rules of one schema may speak of. */
interface Scope {
  readonly declared: Declared;
  readonly sizes: SizesWithin;
  readonly ruled: RuledSchema;
}

class RuleChecker {
  readonly errors: FieldError[] = [];
  readonly costs = new Costs();
  readonly #declarations = new Declarations();
  /** Characters. */
  told = 0;
  #sinceStep = 0;

  *check(ruled: RuledSchema): Steps<void> {
    const declared = this.#declarations.declare(ruled.schema, ruled.isObject);
    if (!declared) {
      this.#tell(new FieldError('InternalError', ruled.path, NO_VALUE, UNDECLARED));
      return;
    }
    const scope = { declared, sizes: new SizesWithin(declared), ruled };
    for (const [position, rule] of (ruled.schema['x-kubernetes-validations'] ?? []).entries()) {
      yield* this.#checkRule(rule, ruled.path.index(position), scope);
    }
  }

  *#checkRule(rule: V1ValidationRule, at: FieldPath, scope: Scope): Steps<void> {
    const environment = this.#environment(scope.declared.type, rule.optionalOldSelf === true);
    const { checked, message } = yield* this.#compile(rule.rule ?? '', environment);
    const refuse = (field: string, detail: string) => this.#tell(invalidValue(at.child(field), goRule(rule), detail));
    if (!checked) {
      refuse('rule', `compilation failed: ${message}`);
    } else if (!sameType(checked.type, BOOL)) {
      refuse('rule', 'cel expression must evaluate to a bool');
    } else {
      this.#checkCost(checked, at, scope);
      if (rule.messageExpression) yield* this.#checkMessage(rule, at, environment, scope);
    }
    this.#checkOldSelf(rule, at, checked !== undefined && sameType(checked.type, BOOL) && usesOldSelf(checked), scope);
  }

  /** Small expressions together make a step: a pause is for those who waited for long, and between them nobody would. */
  *#compile(expression: string, environment: Environment): Steps<CheckResult> {
    if (expression.length > STEP_CHARACTERS) return yield* checkSteps(expression, environment);
    this.#sinceStep += expression.length + CHARACTERS_OF_A_RULE;
    if (this.#sinceStep > STEP_CHARACTERS) {
      this.#sinceStep = 0;
      yield;
    }
    return atOnce(checkSteps(expression, environment));
  }

  #checkCost(checked: Checked, at: FieldPath, { declared, ruled, sizes }: Scope): void {
    const cost = this.costs.add(at.child('rule'), estimateCost(checked, sizes).max, ruled.most, declared.least);
    if (cost > MAX_COST)
      this.#tell(forbiddenField(at.child('rule'), excessText('estimated rule cost', cost, MAX_COST)));
  }

  *#checkMessage(rule: V1ValidationRule, at: FieldPath, environment: Environment, { sizes }: Scope): Steps<void> {
    const place = at.child('messageExpression');
    const { checked, message } = yield* this.#compile(rule.messageExpression ?? '', environment);
    if (!checked) {
      this.#tell(invalidValue(place, goRule(rule), `messageExpression compilation failed: ${message}`));
    } else if (!sameType(checked.type, STRING)) {
      this.#tell(invalidValue(place, goRule(rule), 'messageExpression must evaluate to a string'));
    } else {
      const cost = this.costs.add(place, estimateCost(checked, sizes).max, 1, 0);
      if (cost <= MAX_COST) return;
      this.#tell(forbiddenField(place, excessText('estimated messageExpression cost', cost, MAX_COST)));
    }
  }

  /** What a value was before can only be told where it can be found again. */
  #checkOldSelf(rule: V1ValidationRule, at: FieldPath, isUsed: boolean, { ruled }: Scope): void {
    if (isUsed && ruled.uncorrelated) {
      const detail = `oldSelf cannot be used on the uncorrelatable portion of the schema within ${ruled.uncorrelated}`;
      this.#tell(invalidValue(at.child('rule'), rule.rule, detail));
    } else if (!isUsed && rule.optionalOldSelf !== undefined) {
      const place = at.child('optionalOldSelf');
      this.#tell(invalidValue(place, rule.optionalOldSelf, 'may not be set if oldSelf is not used in rule'));
    }
  }

  #environment(self: Type, oldSelfIsOptional: boolean): Environment {
    const oldSelf = oldSelfIsOptional ? optionalOf(self) : self;
    return FULL_ENVIRONMENT.extend({ variables: { self, oldSelf }, types: this.#declarations });
  }

  #tell(error: FieldError): void {
    this.errors.push(error);
    this.told += error.body.length;
  }
}

function usesOldSelf({ references }: Checked): boolean {
  return [...references.values()].some((reference) => 'variable' in reference && reference.variable === 'oldSelf');
}
