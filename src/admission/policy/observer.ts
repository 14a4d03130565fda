/** What policies came to, in the words that kube-apiserver's metrics have for it. */
import type { ObservedConditions } from '../expressions/observed-conditions.ts';

export type ErrorType = 'no_error' | 'compile_error' | 'invalid_error' | 'out_of_budget';
/** What a check that failed led to; `allow`: it could not be told, and that does not count. */
export type EnforcementAction = 'allow' | 'deny' | 'audit' | 'warn';

/** One expression of one policy. */
export interface ObservedExpression {
  readonly policy: string;
  readonly binding: string;
  readonly errorType: ErrorType;
  readonly seconds: number;
}

/** What conditions of one policy came to. */
export type ObservedPolicyConditions = Pick<ObservedConditions, 'name' | 'operation' | 'seconds' | 'result'>;

export interface PolicyObserver {
  /** Milliseconds, of a clock that only grows. */
  now(): number;
  /** A check that did not hold, or could not be told. */
  checked(expression: ObservedExpression, action: EnforcementAction): void;
  /** A mutation, done or not. */
  mutated(expression: ObservedExpression): void;
  conditions(conditions: ObservedPolicyConditions): void;
}

/** @param problem what is wrong, in kube-apiserver's words */
export function errorTypeOf(problem: string): ErrorType {
  if (problem.startsWith('compilation')) return 'compile_error';
  return problem.startsWith('validation failed due to running out of cost budget') ? 'out_of_budget' : 'invalid_error';
}
