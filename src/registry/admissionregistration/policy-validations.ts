/** What a validating policy checks and what it writes to the audit log. */
import { duplicate, type FieldError, type FieldPath, invalidValue, notSupported, required } from '../../api/field.ts';
import { byteLength, isQualifiedName } from '../../api/names.ts';
import type { V1AuditAnnotation, V1Validation } from '../../schema/generated/types.ts';
import { validateName } from '../validation/common.ts';
import type { ExpressionErrors } from './expression-errors.ts';
import { validateExpression } from './variables.ts';

/** Upstream's documentation has one more, which it refuses. */
const REASONS = ['Forbidden', 'Invalid', 'RequestEntityTooLarge'];
const MAX_ANNOTATIONS = 20;
const MAX_ANNOTATION_BYTES = 5 * 1024;

export function validateValidation(
  validation: V1Validation,
  path: FieldPath,
  expressions: ExpressionErrors,
): FieldError[] {
  const { message = '', messageExpression = '', reason } = validation;
  const errors = validateExpression(validation.expression, path.child('expression'), expressions);
  const ofMessage = path.child('messageExpression');
  if (messageExpression !== '' && messageExpression.trim() === '') {
    errors.push(invalidValue(ofMessage, messageExpression, 'must be non-empty if specified'));
  } else errors.push(...expressions.at(ofMessage));
  const wrong = messageError(message);
  if (wrong !== undefined) errors.push(invalidValue(path.child('message'), message, wrong));
  if (reason !== undefined && !REASONS.includes(reason)) {
    errors.push(notSupported(path.child('reason'), reason, REASONS));
  }
  return errors;
}

function messageError(message: string): string | undefined {
  if (message !== '' && message.trim() === '') return 'message must be non-empty if specified';
  return /[\n\r]/.test(message.trim()) ? 'message must not contain line breaks' : undefined;
}

/** @param policy the policy's name, the annotations' prefix */
export function validateAuditAnnotations(
  annotations: readonly V1AuditAnnotation[],
  policy: string,
  path: FieldPath,
  expressions: ExpressionErrors,
): FieldError[] {
  const errors: FieldError[] = [];
  if (annotations.length > MAX_ANNOTATIONS) {
    errors.push(invalidValue(path, annotations, `must not have more than ${MAX_ANNOTATIONS} auditAnnotations`));
  }
  const keys = new Set<string>();
  annotations.forEach((annotation, position) => {
    const key = annotation.key ?? '';
    const at = path.index(position);
    errors.push(...validateAnnotation(annotation, policy, at, expressions));
    if (keys.has(key)) errors.push(duplicate(at.child('key'), key));
    keys.add(key);
  });
  return errors;
}

function validateAnnotation(
  annotation: V1AuditAnnotation,
  policy: string,
  path: FieldPath,
  expressions: ExpressionErrors,
): FieldError[] {
  const { key = '', valueExpression = '' } = annotation;
  const errors = policy
    ? validateName(`${policy}/${key}`, isQualifiedName, path.child('key'))
    : [invalidValue(path.child('key'), key, 'requires metadata.name be non-empty')];
  const at = path.child('valueExpression');
  const expression = valueExpression.trim();
  if (expression === '') return [...errors, required(at, 'valueExpression is not specified')];
  if (byteLength(expression) <= MAX_ANNOTATION_BYTES) return [...errors, ...expressions.at(at)];
  return [...errors, required(at, `must not exceed ${MAX_ANNOTATION_BYTES} bytes in length`)];
}
