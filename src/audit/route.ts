import { type AuditedRequest, type Evaluation, PolicyEvaluator } from './policy/evaluate.ts';
import type { Policy } from './policy/policy.ts';
import type { AuditSink } from './sink.ts';

/** A policy, and where goes what it wants recorded. */
export class AuditRoute {
  readonly sink: Pick<AuditSink, 'admit' | 'write'>;
  #evaluator: PolicyEvaluator;

  constructor(policy: Policy, sink: Pick<AuditSink, 'admit' | 'write'>) {
    this.#evaluator = new PolicyEvaluator(policy);
    this.sink = sink;
  }

  /** From the next request on. */
  set policy(policy: Policy) {
    this.#evaluator = new PolicyEvaluator(policy);
  }

  evaluate(request: AuditedRequest): Evaluation {
    return this.#evaluator.evaluate(request);
  }
}
