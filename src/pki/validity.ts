/** Clients whose clock is a little behind must not refuse a certificate that is new. */
export const BACKDATE = 5 * 60_000;
/** Of a shorter life, five minutes would be more than a hundredth. */
const SHORT = 8 * 3_600_000;

export interface Validity {
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/**
 * How long a certificate that was asked for is valid: upstream's rule. It starts in the past, its whole life counts from
 * there unless it is short, and it never outlives its authority.
 * @param lifetime in milliseconds
 * @param authorityEnd wall clock, in milliseconds
 */
export function requestedValidity(now: number, lifetime: number, authorityEnd: number): Validity {
  const end = lifetime < SHORT ? now + lifetime : now + lifetime - BACKDATE;
  return { notBefore: new Date(now - BACKDATE), notAfter: new Date(Math.min(end, authorityEnd)) };
}
