import { type FieldError, type FieldPath, invalidValue } from '../../../api/field.ts';
import { Quantity } from '../../../api/quantity.ts';
import { hugePageSize } from '../../../api/resource-kinds.ts';

/** Huge pages come in pages of the size in the name. */
export function validateHugePageQuantity(name: string, quantity: string, at: FieldPath): FieldError[] {
  const size = hugePageSize(name);
  if (size === undefined) return [];
  const pageSize = parseQuantity(size);
  const amount = Quantity.parse(quantity);
  const whole = pageSize !== undefined && pageSize.value() > 0n && amount.value() % pageSize.value() === 0n;
  if (whole && amount.isInteger()) return [];
  return [invalidValue(at, quantity, `${quantity} is not positive integer multiple of ${name}`)];
}

function parseQuantity(text: string): Quantity | undefined {
  try {
    return Quantity.parse(text);
  } catch {
    return undefined;
  }
}
