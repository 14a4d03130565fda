/** What x-kubernetes-validations say beside their expressions. */
import { type FieldError, type FieldPath, invalidValue, notSupported, required } from '../../../api/field.ts';
import type { V1JSONSchemaProps, V1ValidationRule } from '../../../schema/generated/types.ts';
import { findField } from './field-path.ts';

const REASONS = ['FieldValueDuplicate', 'FieldValueForbidden', 'FieldValueInvalid', 'FieldValueRequired'];
const LINE_BREAK = /[\n\r]/;

export function validateRules(schema: V1JSONSchemaProps, path: FieldPath): FieldError[] {
  return (schema['x-kubernetes-validations'] ?? []).flatMap((rule, position) => {
    const at = path.child('x-kubernetes-validations').index(position);
    const { messageExpression, reason } = rule;
    const errors = validateMessage(rule, at);
    if (messageExpression && messageExpression.trim() === '') {
      errors.push(required(at.child('messageExpression'), 'messageExpression must be non-empty if specified'));
    }
    if (reason !== undefined && !REASONS.includes(reason))
      errors.push(notSupported(at.child('reason'), reason, REASONS));
    return [...errors, ...validateFieldPath(rule, schema, at.child('fieldPath'))];
  });
}

/** What is said to whom breaks the rule: a rule in several lines is not its own message. */
function validateMessage({ message = '', rule = '' }: V1ValidationRule, at: FieldPath): FieldError[] {
  const trimmed = message.trim();
  if (rule.trim() === '') return [required(at.child('rule'), 'rule is not specified')];
  if (message !== '' && trimmed === '')
    return [invalidValue(at.child('message'), message, 'must be non-empty if specified')];
  if (LINE_BREAK.test(trimmed)) return [invalidValue(at.child('message'), message, 'must not contain line breaks')];
  if (trimmed !== '' || !LINE_BREAK.test(rule.trim())) return [];
  return [required(at.child('message'), 'message must be specified if rule contains line breaks')];
}

function validateFieldPath({ fieldPath }: V1ValidationRule, schema: V1JSONSchemaProps, at: FieldPath): FieldError[] {
  if (!fieldPath) return [];
  const errors: FieldError[] = [];
  if (fieldPath.trim() === '') errors.push(invalidValue(at, fieldPath, 'must be non-empty if specified'));
  if (LINE_BREAK.test(fieldPath)) errors.push(invalidValue(at, fieldPath, 'must not contain line breaks'));
  if (typeof findField(fieldPath, schema) === 'string')
    errors.push(invalidValue(at, fieldPath, 'must be a valid path'));
  return errors;
}
