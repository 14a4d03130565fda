import { type AuditedRequest, type Evaluation, PolicyEvaluator } from './policy/evaluate.ts';
import type { Policy } from './policy/policy.ts';
import type { AuditSink } from './sink.ts';

/** What is asked of where events go. */
export type RouteSink = Pick<AuditSink, 'isStrict' | 'admit' | 'write'>;

/** A policy, and where goes what it wants recorded. */
export class AuditRoute {
  readonly sink: RouteSink;
  #evaluator: PolicyEvaluator;

  constructor(policy: Policy, sink: RouteSink) {
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
