/** One requirement of a label selector: what it asks, how it reads, what is wrong with it. */
import { goQuote } from './go-format.ts';
import { isLabelValue, isQualifiedName } from './names.ts';

export type Labels = Readonly<Record<string, string>> | undefined;
export type Operator = 'in' | 'notin' | '=' | '==' | '!=' | 'exists' | '!' | 'gt' | 'lt';

export interface Requirement {
  readonly key: string;
  readonly operator: Operator;
  readonly values: readonly string[];
}

/** @throws LabelSelectorError in upstream's words */
export class LabelSelectorError extends Error {
  override readonly name = 'LabelSelectorError';
}

export function meets({ key, operator, values }: Requirement, labels: Labels): boolean {
  const value = labels !== undefined && Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (operator) {
    case '=':
    case '==':
    case 'in':
      return value !== undefined && values.includes(value);
    case '!=':
    case 'notin':
      return value === undefined || !values.includes(value);
    case 'exists':
      return value !== undefined;
    case '!':
      return value === undefined;
    case 'gt':
    case 'lt':
      return compareIntegers(value, operator, values[0]!);
  }
}

const INTEGER = /^[-+]?\d{1,19}$/;

function compareIntegers(value: string | undefined, operator: 'gt' | 'lt', bound: string): boolean {
  if (value === undefined || !INTEGER.test(value)) return false;
  return operator === 'gt' ? BigInt(value) > BigInt(bound) : BigInt(value) < BigInt(bound);
}

export function show({ key, operator, values }: Requirement): string {
  switch (operator) {
    case 'exists':
      return key;
    case '!':
      return `!${key}`;
    case 'in':
    case 'notin':
      return `${key} ${operator} (${[...values].sort().join(',')})`;
    case 'gt':
      return `${key}>${values[0]}`;
    case 'lt':
      return `${key}<${values[0]}`;
    default:
      return `${key}${operator}${values[0]}`;
  }
}

const UNPARSABLE = 'unable to parse requirement: ';

/** @throws LabelSelectorError */
export function validate({ key, operator, values }: Requirement): void {
  const fail = (at: string, value: string, errors: readonly string[]): never => {
    throw new LabelSelectorError(`${UNPARSABLE}${at}: Invalid value: ${goQuote(value)}: ${errors.join('; ')}`);
  };
  const keyErrors = isQualifiedName(key);
  if (keyErrors.length > 0) fail('key', key, keyErrors);
  if ((operator === 'gt' || operator === 'lt') && !INTEGER.test(values[0] ?? '')) {
    fail('values[0]', values[0] ?? '', ["for 'Gt', 'Lt' operators, the value must be an integer"]);
  }
  values.forEach((value, position) => {
    const errors = isLabelValue(value);
    if (errors.length > 0) fail(`values[${position}][${key}]`, value, errors);
  });
}
