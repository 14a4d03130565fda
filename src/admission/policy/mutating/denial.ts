import { goQuote } from '../../../api/go-format.ts';
import { StatusError, type StatusReason } from '../../../api/status.ts';
import type { AdmissionAttributes } from '../../admission.ts';
import { refuse } from '../../concerns.ts';
import { policyName } from '../policy-name.ts';

export interface Problem {
  readonly policy: string;
  /** Undefined: the policy itself is misconfigured. */
  readonly binding: string | undefined;
  readonly message: string;
  readonly reason: StatusReason;
}

/** What the client is told: the first problem, and all of them as causes. */
export function problemsError(attributes: AdmissionAttributes, problems: readonly Problem[]): StatusError {
  const refusal = refuse(attributes, 'admission request denied by policy');
  const causes = problems.map((problem) => ({ message: textOf(problem) }));
  const { policy, binding, reason } = problems[0]!;
  const error = new StatusError(refusal.code, reason, causes[0]!.message, { ...refusal.details, causes });
  error.refusedFor = policyName(policy, binding);
  return error;
}

function textOf({ policy, binding, message }: Problem): string {
  const by = binding === undefined ? goQuote(policy) : `'${policy}' with binding '${binding}'`;
  return `policy ${by} denied request: ${message}`;
}
