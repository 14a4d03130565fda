import type { FieldError } from '../../../../api/field.ts';
import { invalid, type StatusError } from '../../../../api/status.ts';
import type { Service } from '../service.ts';
import { AllocationError } from './pool.ts';

export function invalidService(service: Service, errors: readonly FieldError[]): StatusError {
  return invalid({ group: '', kind: 'Service' }, service.metadata.name ?? '', errors);
}

/** Runs an allocation; what a pool refuses is told to the client. */
export function allocateOr<V>(act: () => V, toStatus: (why: string) => StatusError): V {
  try {
    return act();
  } catch (error) {
    throw error instanceof AllocationError ? toStatus(error.message) : error;
  }
}

/** Takes a value that is in use already; where two have it, or the range has changed, there is nothing to take. */
export function hold<V>(pool: { take(value: V): void }, value: V): void {
  try {
    pool.take(value);
  } catch (error) {
    if (!(error instanceof AllocationError)) throw error;
  }
}
