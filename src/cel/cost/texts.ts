/** Functions on texts (cel-go's ext.Strings), by their overloads. */
import { type Bounds, hull, product, scaled, sum, UNBOUNDED, upTo } from './bounds.ts';
import { alike, type Estimate, type Estimates, elementOf, type OverloadCall, wholeNumber } from './operands.ts';
import { traversal } from './operators.ts';

/** What it gives is at most as long. */
const shortening: Estimate = ({ target, sizeOf }) => {
  const size = sizeOf(target!);
  return { cost: traversal(size), size };
};

const replacing: Estimate = ({ target, args, sizeOf }) => {
  const text = sizeOf(target!);
  const [part, by] = args.map(sizeOf);
  return { cost: traversal(text, 2), size: replaced(text, part!, by!) };
};

function replaced(text: Bounds, part: Bounds, by: Bounds): Bounds {
  const { max } = product({ min: 0, max: by.max }, upTo(mostReplaced(text.max, part.min, by.max)));
  const min = by.min * leastReplaced(text.min, part.max, by.min);
  const keptMax = part.min === 0 || by.max <= part.min ? text.max : 0;
  const keptMin = part.max === 0 || part.max <= by.min ? text.min : 0;
  return sum({ min, max }, { min: keptMin, max: keptMax });
}

/** An empty part is found around every character. What does not make the text longer is not counted. */
function mostReplaced(text: number, part: number, by: number): number {
  if (part === 0) return text + 1;
  return by <= part ? 0 : Math.ceil(text / part);
}

/** What does not make the text shorter is not counted. */
function leastReplaced(text: number, part: number, by: number): number {
  if (part === 0) return text + 1;
  return part <= by ? 0 : Math.ceil(text / part);
}

/** As many pieces as there are characters. */
const splitting: Estimate = ({ target, args, sizeOf }) => {
  const text = sizeOf(target!);
  const limit = args[1] && wholeNumber(args[1]);
  const most = limit === undefined ? text.max : limit < 0n ? UNBOUNDED : Number(limit);
  return { cost: traversal(text, 2), size: upTo(most) };
};

const joining: Estimate = (call) => {
  const size = joinedSize(call);
  return { cost: traversal(size), size };
};

function joinedSize({ target, args, sizeOf }: OverloadCall): Bounds {
  const count = sizeOf(target!);
  const element = elementOf(target!);
  const texts = element ? product(count, sizeOf(element)) : upTo(0);
  if (!args[0]) return texts;
  const separators = { min: Math.max(0, count.min - 1), max: Math.max(0, count.max - 1) };
  return sum(texts, product(sizeOf(args[0]), separators));
}

/** Two quotes, and every character may be escaped. */
const quoting: Estimate = ({ args, sizeOf }) => {
  const size = sizeOf(args[0]!);
  const quotes = { min: 2, max: 2 };
  return { cost: traversal(size), size: sum(hull(size, scaled(size, 2)), quotes) };
};

export const TEXTS: Estimates = {
  ...alike('string_lower_ascii string_upper_ascii string_trim', shortening),
  ...alike('string_substring_int string_substring_int_int', shortening),
  ...alike('string_replace_string_string string_replace_string_string_int', replacing),
  ...alike('string_split_string string_split_string_int', splitting),
  ...alike('list_join list_join_string', joining),
  strings_quote: quoting,
  string_format: ({ target, sizeOf }) => ({ cost: traversal(sizeOf(target!)) }),
};
