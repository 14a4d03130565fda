/** Rules in schemas are expressions in CEL. What compiles them is loaded with the first. */
import type { FieldError, FieldPath } from '../../../api/field.ts';
import { areTooMuch, excessOf } from '../../../schema/expression-limit.ts';
import type { V1JSONSchemaProps } from '../../../schema/generated/types.ts';
import { LoadOnce } from '../../../util/load-once.ts';
import { ruledSchemas } from './ruled-schemas.ts';

const RULE_CHECKS = new LoadOnce(() => import('./rule-checks.ts'));

/** To be awaited before `validateRuleExpressions` of the same: it compiles in turns, and the check finds it done. */
export async function prepareRules(schema: V1JSONSchemaProps, at: FieldPath): Promise<void> {
  const expressions = expressionsIn(schema, at);
  if (expressions.length === 0) return;
  const { RULE_ERRORS } = await RULE_CHECKS.load();
  if (!areTooMuch(expressions)) await RULE_ERRORS.prepare({ path: at.toString(), schema });
}

/** @param schema structural, and with nothing else wrong */
export function validateRuleExpressions(schema: V1JSONSchemaProps, at: FieldPath): readonly FieldError[] {
  const expressions = expressionsIn(schema, at);
  if (expressions.length === 0) return [];
  const excess = excessOf(expressions, at);
  return excess.length > 0 ? excess : RULE_CHECKS.get().RULE_ERRORS.get({ path: at.toString(), schema });
}

function expressionsIn(schema: V1JSONSchemaProps, at: FieldPath): string[] {
  return [...ruledSchemas(schema, at)].flatMap(({ schema: { 'x-kubernetes-validations': rules = [] } }) =>
    rules.flatMap(({ messageExpression = '', rule = '' }) => [rule, messageExpression]),
  );
}
