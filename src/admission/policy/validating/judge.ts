/** What one validating policy says of one request. */
import type { StatusReason } from '../../../api/status.ts';
import { Budget, EVALUATION_BUDGET, OutOfBudget } from '../../expressions/budget.ts';
import { Evaluation } from '../expressions/evaluation.ts';
import { type Subject, SubjectActivation } from '../expressions/subject.ts';
import { type ConditionsResult, meetsConditions, observedResult } from '../match-conditions.ts';
import { type ErrorType, errorTypeOf, type ObservedPolicyConditions } from '../observer.ts';
import type { CompiledValidation, ValidatingProgram } from './compile.ts';

export interface Failure {
  /** Which of the validations. */
  readonly index: number;
  readonly message: string;
  readonly reason: StatusReason;
  /** Of a check that could not be told. */
  readonly errorType: ErrorType;
  readonly seconds: number;
}

export interface Judgement {
  /** Absent: the policy has none. */
  readonly conditions?: Pick<ObservedPolicyConditions, 'seconds' | 'result'>;
  readonly failures: readonly Failure[];
  /** What could not be told and does not count. */
  readonly ignored: readonly Failure[];
  /** What is to be put on the record of the audit. */
  readonly annotations: readonly { readonly key: string; readonly value: string }[];
  /** Annotations that cannot be told: they refuse, whatever the binding's actions are. */
  readonly annotationFailures: readonly Failure[];
}

const NOTHING: Judgement = { failures: [], ignored: [], annotations: [], annotationFailures: [] };

export interface JudgeOptions {
  /** What cannot be told does not count. */
  readonly failsOpen: boolean;
  /** Milliseconds, of a clock that only grows. */
  now(): number;
}

/** To be run by KnownAnswers. */
export function judge(program: ValidatingProgram, subject: Subject, options: JudgeOptions): Judgement {
  if (program.conditions.length === 0) return new Judging(program, subject, options).judge();
  const began = options.now();
  const result = meetsConditions(program.conditions, subject);
  const conditions = { seconds: (options.now() - began) / 1000, result: observedResult(result) };
  return { ...judgeUnder(result, program, subject, options), conditions };
}

function judgeUnder(
  result: ConditionsResult,
  program: ValidatingProgram,
  subject: Subject,
  options: JudgeOptions,
): Judgement {
  if (result === 'unmet') return NOTHING;
  return result === 'met'
    ? new Judging(program, subject, options).judge()
    : judgementOf([untold(result.unknown)], options.failsOpen);
}

function judgementOf(failures: readonly Failure[], failsOpen: boolean): Judgement {
  if (failures.length === 0) return NOTHING;
  if (!failsOpen) return { ...NOTHING, failures };
  return { ...NOTHING, failures: failures.filter((one) => !isError(one)), ignored: failures.filter(isError) };
}

function isError({ errorType }: Failure): boolean {
  return errorType !== 'no_error';
}

function untold(message: string, index = 0, seconds = 0): Failure {
  return { index, message, reason: 'Invalid', errorType: errorTypeOf(message), seconds };
}

/** A policy whose conditions the request meets. */
class Judging {
  readonly #program: ValidatingProgram;
  readonly #evaluation: Evaluation;
  readonly #options: JudgeOptions;
  readonly #budget = new Budget(EVALUATION_BUDGET);

  constructor(program: ValidatingProgram, subject: Subject, options: JudgeOptions) {
    this.#program = program;
    this.#evaluation = new Evaluation(new SubjectActivation(subject, program.variables));
    this.#options = options;
  }

  judge(): Judgement {
    const { failsOpen } = this.#options;
    try {
      const judgement = judgementOf(this.#validate(), failsOpen);
      return this.#program.annotations.length === 0 ? judgement : { ...judgement, ...this.#annotate() };
    } catch (error) {
      if (!(error instanceof OutOfBudget)) throw error;
      return judgementOf([untold(error.message)], failsOpen);
    }
  }

  #validate(): Failure[] {
    const { validations } = this.#program;
    const failures: Failure[] = [];
    let began = this.#options.now();
    for (let index = 0; index < validations.length; index += 1) {
      const { value, error } = this.#evaluation.evaluate(validations[index]!.check, this.#budget);
      const ended = this.#options.now();
      const seconds = (ended - began) / 1000;
      began = ended;
      if (error !== undefined) failures.push(untold(error, index, seconds));
      else if (value !== true) failures.push(this.#failed(validations[index]!, index, seconds));
    }
    return failures;
  }

  #failed(validation: CompiledValidation, index: number, seconds: number): Failure {
    try {
      const message = this.#messageOf(validation);
      return { index, message, reason: validation.reason, errorType: 'no_error', seconds };
    } catch (error) {
      if (!(error instanceof OutOfBudget)) throw error;
      return untold(`failed messageExpression: ${error.message}`, index, seconds);
    }
  }

  /** An expression that gives no message of one line that is short enough gives way to the message, that to the check. */
  #messageOf({ check, message, messageExpression }: CompiledValidation): string {
    const { value } = messageExpression ? this.#evaluation.evaluate(messageExpression, this.#budget) : {};
    const said = typeof value === 'string' ? value.trim() : '';
    if (said !== '' && Buffer.byteLength(said) <= LONGEST_MESSAGE && !said.includes('\n')) return said;
    return message.trim() || `failed expression: ${check.expression.trim()}`;
  }

  #annotate(): Pick<Judgement, 'annotations' | 'annotationFailures'> {
    const budget = new Budget(EVALUATION_BUDGET);
    const annotations: { key: string; value: string }[] = [];
    const annotationFailures: Failure[] = [];
    for (const { key, value: compiled } of this.#program.annotations) {
      const { value, error } = this.#evaluation.evaluate(compiled, budget);
      if (error !== undefined && !this.#options.failsOpen) annotationFailures.push(untold(error));
      const text = typeof value === 'string' ? value.trim() : '';
      if (text !== '') annotations.push({ key, value: text.slice(0, LONGEST_ANNOTATION) });
    }
    return { annotations, annotationFailures };
  }
}

const LONGEST_MESSAGE = 5 * 1024;
/** Of characters; what is longer is cut. */
const LONGEST_ANNOTATION = 10 * 1024;
