import { goQuote } from '../../../api/go-format.ts';
import { StatusError, type StatusReason } from '../../../api/status.ts';
import type { AdmissionAttributes } from '../../admission.ts';
import { refuse } from '../../concerns.ts';

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
  return new StatusError(refusal.code, problems[0]!.reason, causes[0]!.message, { ...refusal.details, causes });
}

function textOf({ policy, binding, message }: Problem): string {
  const by = binding === undefined ? goQuote(policy) : `'${policy}' with binding '${binding}'`;
  return `policy ${by} denied request: ${message}`;
}
