/** What one validating policy says of one request. */
import type { StatusReason } from '../../../api/status.ts';
import { Budget, EVALUATION_BUDGET, Evaluation, OutOfBudget } from '../expressions/evaluation.ts';
import { type Subject, SubjectActivation } from '../expressions/subject.ts';
import { meetsConditions } from '../match-conditions.ts';
import type { CompiledValidation, ValidatingProgram } from './compile.ts';

export interface Failure {
  /** Which of the validations. */
  readonly index: number;
  readonly message: string;
  readonly reason: StatusReason;
}

export interface Judgement {
  readonly failures: readonly Failure[];
  /** What is to be put on the record of the audit. */
  readonly annotations: readonly { readonly key: string; readonly value: string }[];
  /** Annotations that cannot be told: they refuse, whatever the binding's actions are. */
  readonly annotationFailures: readonly string[];
}

const NOTHING: Judgement = { failures: [], annotations: [], annotationFailures: [] };

/** To be run by KnownAnswers. @param failsOpen what cannot be told does not count */
export function judge(program: ValidatingProgram, subject: Subject, failsOpen: boolean): Judgement {
  const untold = (message: string, index = 0): Failure[] => (failsOpen ? [] : [{ index, message, reason: 'Invalid' }]);
  const result = meetsConditions(program.conditions, subject);
  if (result === 'unmet') return NOTHING;
  if (result !== 'met') return { ...NOTHING, failures: untold(result.unknown) };
  const evaluation = new Evaluation(new SubjectActivation(subject, program.variables));
  try {
    const failures = validate(program.validations, evaluation, untold);
    if (failures.length === 0 && program.annotations.length === 0) return NOTHING;
    return { failures, ...annotate(program, evaluation, failsOpen) };
  } catch (error) {
    if (!(error instanceof OutOfBudget)) throw error;
    return { ...NOTHING, failures: untold(error.message) };
  }
}

function validate(
  validations: readonly CompiledValidation[],
  evaluation: Evaluation,
  untold: (message: string, index: number) => Failure[],
): Failure[] {
  const budget = new Budget(EVALUATION_BUDGET);
  const failures: Failure[] = [];
  for (let index = 0; index < validations.length; index += 1) {
    const validation = validations[index]!;
    const { value, error } = evaluation.evaluate(validation.check, budget);
    if (error !== undefined) failures.push(...untold(error, index));
    else if (value !== true) failures.push(...failed(validation, index, evaluation, budget, untold));
  }
  return failures;
}

function failed(
  validation: CompiledValidation,
  index: number,
  evaluation: Evaluation,
  budget: Budget,
  untold: (message: string, index: number) => Failure[],
): Failure[] {
  try {
    return [{ index, message: messageOf(validation, evaluation, budget), reason: validation.reason }];
  } catch (error) {
    if (!(error instanceof OutOfBudget)) throw error;
    return untold(`failed messageExpression: ${error.message}`, index);
  }
}

const LONGEST_MESSAGE = 5 * 1024;

/** An expression that gives no message of one line that is short enough gives way to the message, that to the check. */
function messageOf(
  { check, message, messageExpression }: CompiledValidation,
  evaluation: Evaluation,
  budget: Budget,
): string {
  const { value } = messageExpression ? evaluation.evaluate(messageExpression, budget) : {};
  const said = typeof value === 'string' ? value.trim() : '';
  if (said !== '' && Buffer.byteLength(said) <= LONGEST_MESSAGE && !said.includes('\n')) return said;
  return message.trim() || `failed expression: ${check.expression.trim()}`;
}

/** Of characters; what is longer is cut. */
const LONGEST_ANNOTATION = 10 * 1024;

function annotate(
  program: ValidatingProgram,
  evaluation: Evaluation,
  failsOpen: boolean,
): Pick<Judgement, 'annotations' | 'annotationFailures'> {
  const budget = new Budget(EVALUATION_BUDGET);
  const annotations: { key: string; value: string }[] = [];
  const annotationFailures: string[] = [];
  for (const { key, value: compiled } of program.annotations) {
    const { value, error } = evaluation.evaluate(compiled, budget);
    if (error !== undefined && !failsOpen) annotationFailures.push(error);
    const text = typeof value === 'string' ? value.trim() : '';
    if (text !== '') annotations.push({ key, value: text.slice(0, LONGEST_ANNOTATION) });
  }
  return { annotations, annotationFailures };
}
