import { Quantity } from '../../../api/quantity.ts';
import type { V1ResourceRequirements } from '../../../schema/generated/types.ts';

/** Amounts finer than a thousandth are rounded up to one. */
export function roundUpResources(list: Record<string, string> | undefined): void {
  for (const name of Object.keys(list ?? {})) {
    const rounded = Quantity.parse(`${Quantity.parse(list![name]!).milliValue()}m`);
    // Only where rounding changes it: the client's own suffix stays otherwise.
    if (rounded.compare(Quantity.parse(list![name]!)) !== 0) setOwn(list!, name, rounded.toString());
  }
}

export function roundUpRequirements(resources: V1ResourceRequirements | undefined): void {
  roundUpResources(resources?.requests);
  roundUpResources(resources?.limits);
}

/** Sets a key that a client may have chosen: a plain assignment to `__proto__` would set no key. */
export function setOwn<T>(map: Record<string, T>, key: string, value: T): void {
  Object.defineProperty(map, key, { value, writable: true, enumerable: true, configurable: true });
}
