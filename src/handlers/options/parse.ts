/** How query parameters become values, with the errors that Go's strconv gives. */
import { goQuote } from '../../api/go-format.ts';
import { uint64Error } from '../../api/go-number.ts';
import { badRequest } from '../../api/status.ts';

const INT64 = 2n ** 63n;

/** @throws StatusError 400 */
export function parseInt64(text: string | null): number | undefined {
  if (text === null) return undefined;
  if (!/^[-+]?\d+$/.test(text)) throw badRequest(`strconv.ParseInt: parsing ${goQuote(text)}: invalid syntax`);
  const value = BigInt(text);
  if (value >= INT64 || value < -INT64) {
    throw badRequest(`strconv.ParseInt: parsing ${goQuote(text)}: value out of range`);
  }
  return Number(value);
}

/** What is wrong with a resourceVersion, in upstream's words; undefined when it is a number or empty. */
export function resourceVersionError(text: string): string | undefined {
  const why = text === '' ? undefined : uint64Error(text);
  return why && `resourceVersion: Invalid value: ${goQuote(text)}: ${why}`;
}
