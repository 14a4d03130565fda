import {
  duplicate,
  type FieldError,
  forbiddenField,
  invalidValue,
  notSupported,
  path,
  required,
} from '../../api/field.ts';
import type {
  V1CertificateSigningRequestCondition,
  V1CertificateSigningRequestStatus,
} from '../../schema/generated/types.ts';

type Condition = V1CertificateSigningRequestCondition;
type Status = V1CertificateSigningRequestStatus;

const CONDITIONS = path('status', 'conditions');
const STATUSES = ['False', 'True', 'Unknown'];
/** Verdicts: once given they stay, and they are never anything but true. */
const VERDICTS = ['Approved', 'Denied', 'Failed'];
const APPROVALS = ['Approved', 'Denied'];

export function validateConditions({ conditions = [] }: Status, old: Status): FieldError[] {
  const before = old.conditions ?? [];
  const bothBefore = APPROVALS.every((type) => before.some((condition) => condition.type === type));
  const repeatedBefore = new Set(before.map(({ type }) => type)).size < before.length;
  const earlier = new Set<string>();
  return conditions.flatMap((condition, position) => {
    const at = CONDITIONS.index(position).child('type');
    const type = condition.type ?? '';
    const errors = validateStatus(condition, position);
    if (type === '') errors.unshift(required(at));
    if (!bothBefore && contradicts(type, earlier)) {
      errors.push(invalidValue(CONDITIONS, type, 'Approved and Denied conditions are mutually exclusive'));
    }
    if (!repeatedBefore && earlier.has(type)) errors.push(duplicate(at, type));
    earlier.add(type);
    return errors;
  });
}

function validateStatus({ status = '', type = '' }: Condition, position: number): FieldError[] {
  const at = CONDITIONS.index(position).child('status');
  const allowed = VERDICTS.includes(type) ? ['True'] : STATUSES;
  if (status === '') return [required(at)];
  return allowed.includes(status) ? [] : [notSupported(at, status, allowed)];
}

function contradicts(type: string, earlier: ReadonlySet<string>): boolean {
  return APPROVALS.includes(type) && APPROVALS.some((other) => other !== type && earlier.has(other));
}

/** @param mayApprove only the approval subresource gives or changes approvals and denials */
export function validateConditionChanges(status: Status, old: Status, mayApprove: boolean): FieldError[] {
  const errors = VERDICTS.filter((type) => ofType(status, type).length < ofType(old, type).length).map((type) =>
    forbiddenField(CONDITIONS, `updates may not remove a condition of type "${type}"`),
  );
  return mayApprove ? errors : [...errors, ...APPROVALS.flatMap((type) => validateNotAdded(status, old, type))];
}

/** Verdicts that were there were put back (keepApprovals). */
function validateNotAdded(status: Status, old: Status, type: string): FieldError[] {
  if (ofType(status, type).length <= ofType(old, type).length) return [];
  return [forbiddenField(CONDITIONS, `updates may not add a condition of type "${type}"`)];
}

function ofType({ conditions = [] }: Status, type: string): Condition[] {
  return conditions.filter((condition) => condition.type === type);
}

/** Puts back what was approved or denied, unless conditions came or went: that is for validation to refuse. */
export function keepApprovals(status: Status, old: Status): void {
  for (const type of APPROVALS) {
    const kept = ofType(old, type);
    if (ofType(status, type).length !== kept.length) continue;
    let next = 0;
    status.conditions = status.conditions?.map((condition) => (condition.type === type ? kept[next++]! : condition));
  }
}

function stateOf({ type, status }: Condition): string {
  return JSON.stringify([type ?? '', status]);
}

/** Fills in the times that the writer left out. */
export function stampConditions(status: Status, old: Status, now: string): void {
  const since = new Map((old.conditions ?? []).toReversed().map((known) => [stateOf(known), known.lastTransitionTime]));
  for (const condition of status.conditions ?? []) {
    condition.lastUpdateTime ??= now;
    condition.lastTransitionTime ??= since.get(stateOf(condition)) ?? now;
  }
}
