/** What happens to requests beyond a priority level's share. */
import {
  type FieldError,
  type FieldPath,
  forbiddenField,
  invalidValue,
  notSupported,
  required,
} from '../../api/field.ts';
import { inclusiveRangeError } from '../../api/names.ts';
import type {
  V1ExemptPriorityLevelConfiguration,
  V1LimitedPriorityLevelConfiguration,
  V1LimitResponse,
  V1QueuingConfiguration,
} from '../../schema/generated/types.ts';

const MAX_QUEUES = 10_000_000;
const MAX_HASH_BITS = 60;
const RESPONSES = ['Queue', 'Reject'];

export function validateLimited(limited: V1LimitedPriorityLevelConfiguration, path: FieldPath): FieldError[] {
  const errors = validateShares(limited, path);
  errors.push(...validateResponse(limited.limitResponse ?? {}, path.child('limitResponse')));
  errors.push(...validateLendable(limited, path));
  const borrowing = limited.borrowingLimitPercent;
  if (borrowing !== undefined && borrowing < 0) {
    const detail = 'if specified, must be a non-negative integer';
    errors.push(invalidValue(path.child('borrowingLimitPercent'), borrowing, detail));
  }
  return errors;
}

export function validateExempt(exempt: V1ExemptPriorityLevelConfiguration, path: FieldPath): FieldError[] {
  return [...validateShares(exempt, path), ...validateLendable(exempt, path)];
}

function validateShares({ nominalConcurrencyShares }: { nominalConcurrencyShares?: number | null }, path: FieldPath) {
  const shares = nominalConcurrencyShares ?? 0;
  if (shares >= 0) return [];
  return [invalidValue(path.child('nominalConcurrencyShares'), shares, 'must be a non-negative integer')];
}

function validateLendable({ lendablePercent: percent = 0 }: { lendablePercent?: number }, path: FieldPath) {
  if (percent >= 0 && percent <= 100) return [];
  return [invalidValue(path.child('lendablePercent'), percent, inclusiveRangeError(0, 100))];
}

function validateResponse({ queuing, type = '' }: V1LimitResponse, path: FieldPath): FieldError[] {
  const at = path.child('queuing');
  switch (type) {
    case 'Reject':
      if (!queuing) return [];
      return [forbiddenField(at, 'must be nil if limited.limitResponse.type is not Limited')];
    case 'Queue':
      if (queuing) return validateQueuing(queuing, at);
      return [required(at, 'must not be empty if limited.limitResponse.type is Limited')];
    default:
      return [notSupported(path.child('type'), type, RESPONSES)];
  }
}

function validateQueuing(queuing: V1QueuingConfiguration, path: FieldPath): FieldError[] {
  const { handSize = 0, queueLengthLimit = 0, queues = 0 } = queuing;
  const errors: FieldError[] = [];
  if (queueLengthLimit <= 0)
    errors.push(invalidValue(path.child('queueLengthLimit'), queueLengthLimit, 'must be positive'));
  if (queues <= 0) errors.push(invalidValue(path.child('queues'), queues, 'must be positive'));
  else if (queues > MAX_QUEUES) {
    errors.push(invalidValue(path.child('queues'), queues, `must not be greater than ${MAX_QUEUES}`));
  }
  const hand = handError(handSize, queues);
  return hand === undefined ? errors : [...errors, invalidValue(path.child('handSize'), handSize, hand)];
}

/** Shuffle sharding deals `handSize` of `queues` from one 60-bit hash: larger deals would not be fair. */
function handError(handSize: number, queues: number): string | undefined {
  if (handSize <= 0) return 'must be positive';
  if (handSize > queues) return `should not be greater than queues (${queues})`;
  if (Math.ceil(Math.log2(queues) * handSize) <= MAX_HASH_BITS) return undefined;
  return `required entropy bits of deckSize ${queues} and handSize ${handSize} should not be greater than ${MAX_HASH_BITS}`;
}
