/** Functions on lists (Kubernetes' own, cel-go's ext.Lists and ext.Sets), by their overloads. */
import { CALL, LIST } from '../eval/costs.ts';
import { COMPARABLE } from '../library/lists.ts';
import { type Bounds, exactly, ONE, product, scaled, sum, UNBOUNDED } from './bounds.ts';
import {
  alike,
  type CallEstimate,
  type Estimate,
  type Estimates,
  elementOf,
  type Operand,
  wholeNumber,
} from './operands.ts';
import { traversal } from './operators.ts';

/** Once over the list, and over every text in it; or once over a text. */
const searching: Estimate = ({ target, sizeOf }) => {
  const size = sizeOf(target!);
  const element = elementOf(target!);
  if (!element) return { cost: traversal(size) };
  const isText = element.type.name === 'string' || element.type.name === 'bytes';
  return { cost: product(size, isText ? sum(ONE, traversal(sizeOf(element))) : ONE) };
};

/** Makes a list. */
function allocating(size: Bounds, factor = 1): CallEstimate {
  return { cost: sum(scaled(size, factor), exactly(CALL + LIST)), size };
}

function count(operand: Operand, otherwise: number): number {
  const literal = wholeNumber(operand);
  if (literal === undefined) return otherwise;
  return literal < 0n ? 0 : Number(literal);
}

/** Where the end is before the start, cel-go's difference is as good as unbounded. */
const slicing: Estimate = ({ target, args, sizeOf }) => {
  const length = count(args[1]!, sizeOf(target!).max) - count(args[0]!, 0);
  return allocating(exactly(length < 0 ? UNBOUNDED : length));
};

const flattening: Estimate = ({ target, args, sizeOf }) =>
  allocating(sizeOf(target!), args[0] ? count(args[0], UNBOUNDED) : 1);

/** As if every element were compared with every other. */
function selfComparing(size: Bounds, type = ''): CallEstimate {
  return allocating(product(size, size), type === 'string' || type === 'bytes' ? 2.1 : 2);
}

const SORTING = COMPARABLE.map(
  ([name]): Estimates => ({
    [`list_${name}_sort`]: ({ target, sizeOf }) => selfComparing(sizeOf(target!), name),
    [`list_${name}_sortByAssociatedKeys`]: ({ args, sizeOf }) => selfComparing(sizeOf(args[0]!), name),
  }),
);

const EXTREMES = COMPARABLE.map(([name]) =>
  alike(`list_${name}_is_sorted_bool list_${name}_max_${name} list_${name}_min_${name}`, searching),
);

function pairwise(times: number): Estimate {
  return ({ args, sizeOf }) => ({
    cost: sum(scaled(product(sizeOf(args[0]!), sizeOf(args[1]!)), times), exactly(CALL)),
  });
}

export const LISTS: Estimates = {
  ...Object.assign({}, ...EXTREMES, ...SORTING),
  ...alike('list_int_sum_int list_uint_sum_uint list_double_sum_double list_duration_sum_duration', searching),
  ...alike('list_a_index_of_int list_a_last_index_of_int', searching),
  ...alike('string_index_of_string string_index_of_string_int', searching),
  ...alike('string_last_index_of_string string_last_index_of_string_int', searching),
  list_slice: slicing,
  ...alike('list_flatten list_flatten_int', flattening),
  lists_range: ({ args }) => allocating(exactly(count(args[0]!, UNBOUNDED))),
  list_reverse: ({ target, sizeOf }) => allocating(sizeOf(target!)),
  list_distinct: ({ target, sizeOf }) => selfComparing(sizeOf(target!)),
  ...alike('list_sets_contains_list list_sets_intersects_list', pairwise(1)),
  list_sets_equivalent_list: pairwise(2),
};
