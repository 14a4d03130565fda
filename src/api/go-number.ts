/** What Go's strconv says of texts that are no numbers. */
import { goQuote } from './go-format.ts';

const UINT64 = 2n ** 64n;

/** Undefined for what strconv.ParseUint reads. */
export function uint64Error(text: string): string | undefined {
  const why = !/^\d+$/.test(text) ? 'invalid syntax' : BigInt(text) >= UINT64 ? 'value out of range' : undefined;
  return why && `strconv.ParseUint: parsing ${goQuote(text)}: ${why}`;
}
