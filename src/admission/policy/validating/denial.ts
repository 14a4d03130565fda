import { StatusError, type StatusReason } from '../../../api/status.ts';
import type { AdmissionAttributes } from '../../admission.ts';
import { refuse } from '../../concerns.ts';
import { policyName } from '../policy-name.ts';

export interface Denial {
  readonly policy: string;
  /** Undefined: the policy itself is misconfigured. */
  readonly binding: string | undefined;
  readonly message: string;
  readonly reason: StatusReason;
}

const INVALID_CODE = 422;
const CODES: ReadonlyMap<StatusReason, number> = new Map([
  ['Forbidden', 403],
  ['Unauthorized', 401],
  ['RequestEntityTooLarge', 413],
]);

/** What the client is told: that it is forbidden, under the reason that the policy gives. */
export function denialError(
  attributes: AdmissionAttributes,
  { policy, binding, message, reason }: Denial,
): StatusError {
  const by = binding === undefined ? `'${policy}'` : `'${policy}' with binding '${binding}'`;
  const text = `ValidatingAdmissionPolicy ${by} denied request: ${message}`;
  const refusal = refuse(attributes, text);
  const details = { ...refusal.details, causes: [{ message: text }] };
  const error = new StatusError(CODES.get(reason) ?? INVALID_CODE, reason, refusal.message, details);
  error.refusedFor = policyName(policy, binding);
  return error;
}
