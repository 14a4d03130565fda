/** Operators and the language's own functions, by their overloads. */
import type { Type } from '../check/types.ts';
import { REGEX_FACTOR, STRING_FACTOR } from '../eval/costs.ts';
import { type Bounds, hull, ONE, product, scaled, sum } from './bounds.ts';
import { alike, type CallEstimate, type Estimate, type Estimates, type OverloadCall } from './operands.ts';

/** Going once over that many characters. */
export function traversal(size: Bounds, times = 1): Bounds {
  return scaled(size, times * STRING_FACTOR);
}

/** Every state of a pattern of a size may look at every character of a text of a size. */
export function matching(text: Bounds, pattern: Bounds): Bounds {
  return product(traversal(sum(text, ONE)), scaled(pattern, REGEX_FACTOR));
}

/** Types whose values are compared in one step. */
const INDIVISIBLE = new Set([
  'net.IP',
  'net.CIDR',
  'kubernetes.Quantity',
  'kubernetes.Semver',
  'kubernetes.authorization.Authorizer',
  'kubernetes.authorization.PathCheck',
  'kubernetes.authorization.GroupCheck',
  'kubernetes.authorization.ResourceCheck',
  'kubernetes.authorization.Decision',
]);

const FORMAT_SIZE: Bounds = { min: 1, max: 64 };

/** Of two values of one type of Kubernetes'. */
function ofSameType({ name }: Type, size: Bounds | undefined): Bounds | undefined {
  if (INDIVISIBLE.has(name)) return ONE;
  if (name === 'kubernetes.NamedFormat') return traversal(FORMAT_SIZE);
  return name === 'kubernetes.URL' ? traversal({ min: 1, max: size?.max ?? 1 }) : undefined;
}

const equality: Estimate = (call) => {
  const [a, b] = call.args;
  const known = a!.type.name === b!.type.name ? ofSameType(a!.type, b!.size) : undefined;
  return known ? { cost: known } : comparison(call);
};

/** Until the shorter one ends. */
function comparison({ args, sizeOf }: OverloadCall): CallEstimate {
  const [a, b] = args.map(sizeOf);
  const max = Math.min(a!.max, b!.max);
  return { cost: traversal({ min: max > 0 ? 1 : 0, max }) };
}

function joined({ args, sizeOf }: OverloadCall): Bounds {
  return sum(...args.map(sizeOf));
}

const joinedText: Estimate = (call) => {
  const size = joined(call);
  return { cost: traversal(size), size };
};

const argumentTraversal: Estimate = ({ args, sizeOf }) => ({ cost: traversal(sizeOf(args[0]!)) });

/** A character is up to four bytes. */
const MOST_BYTES = 4;

export const OPERATORS: Estimates = {
  equals: equality,
  ...alike('not_equals', comparison),
  ...alike('less_string less_equals_string greater_string greater_equals_string', comparison),
  ...alike('less_bytes less_equals_bytes greater_bytes greater_equals_bytes', comparison),
  ...alike('add_string add_bytes', joinedText),
  add_list: (call) => ({ cost: ONE, size: joined(call) }),
  in_list: ({ args, sizeOf }) => ({ cost: sizeOf(args[1]!) }),
  string_to_bytes({ args, sizeOf }) {
    const size = sizeOf(args[0]!);
    return { cost: traversal(size), size: hull(size, scaled(size, MOST_BYTES)) };
  },
  bytes_to_string({ args, sizeOf }) {
    const size = sizeOf(args[0]!);
    return { cost: traversal(size), size: { ...size, min: Math.floor(size.min / MOST_BYTES) } };
  },
  ...alike('starts_with_string ends_with_string', argumentTraversal),
  contains_string: ({ target, args, sizeOf }) => ({
    cost: product(traversal(sizeOf(target!)), traversal(sizeOf(args[0]!))),
  }),
  matches_string: ({ target, args, sizeOf }) => ({ cost: matching(sizeOf(target!), sizeOf(args[0]!)) }),
};
