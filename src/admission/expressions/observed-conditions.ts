import type { Operation } from '../admission.ts';

/** What match conditions of a webhook or a policy came to. */
export interface ObservedConditions {
  /** Of whoever has them. */
  readonly name: string;
  readonly kind: 'webhook' | 'policy';
  /** kube-apiserver says `validate` of policies of both kinds. */
  readonly type: 'admit' | 'validating' | 'validate';
  readonly operation: Operation;
  readonly seconds: number;
  readonly result: 'matched' | 'excluded' | 'failed';
}
