/** What calls cost, by their overloads. */
import { ONE } from './bounds.ts';
import { KUBERNETES } from './kubernetes.ts';
import { LISTS } from './lists.ts';
import type { CallEstimate, OverloadCall } from './operands.ts';
import { OPERATORS } from './operators.ts';
import { TEXTS } from './texts.ts';

export const ESTIMATES = new Map(Object.entries({ ...OPERATORS, ...TEXTS, ...LISTS, ...KUBERNETES }));

/** One, where nothing else is known. */
export function estimateCall(id: string, call: OverloadCall): CallEstimate {
  return ESTIMATES.get(id)?.(call) ?? { cost: ONE };
}
