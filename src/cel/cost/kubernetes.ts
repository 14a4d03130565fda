/** Kubernetes' functions (k8s.io/apiserver/pkg/cel/library), by their overloads. */

import { LIST, MESSAGE } from '../eval/costs.ts';
import { CHECK_COST } from '../kubernetes/authorizer.ts';
import { type Bounds, exactly, ONE, scaled, sum, upTo } from './bounds.ts';
import { alike, type Estimate, type Estimates } from './operands.ts';
import { matching, traversal } from './operators.ts';

/** Reads a text. */
const reading: Estimate = ({ args, sizeOf }) => ({ cost: traversal(sizeOf(args[0]!)) });

/** Bytes of an address. */
const ADDRESS: Bounds = { min: 4, max: 16 };
const COMPARING = traversal(sum(ADDRESS, ADDRESS));
const MASKING = sum(COMPARING, traversal(ADDRESS), ONE);

const comparing: Estimate = () => ({ cost: COMPARING });
const masking: Estimate = () => ({ cost: MASKING });

/** Another is read first. */
function readingToo(estimate: Estimate): Estimate {
  return (call) => ({ cost: sum(estimate(call).cost, reading(call).cost) });
}

/** At least two characters each. */
const REQUIREMENTS_PER_CHARACTER = 0.5;

const selector: Estimate = ({ args, sizeOf }) => {
  const size = sizeOf(args[0]!);
  const requirements = scaled(scaled(size, REQUIREMENTS_PER_CHARACTER), LIST + MESSAGE);
  return { cost: sum(exactly(LIST), traversal(size), requirements) };
};

const finding: Estimate = ({ target, args, sizeOf }) => {
  const text = sizeOf(target!);
  return { cost: matching(text, sizeOf(args[0]!)), size: upTo(text.max) };
};

/** As much as matching the longest pattern of a named format. */
const FORMAT_FACTOR = 32;

export const KUBERNETES: Estimates = {
  ...alike('pathcheck_check resourcecheck_check', () => ({ cost: exactly(CHECK_COST) })),
  ...alike('authorizer_fieldselector authorizer_labelselector', selector),
  ...alike('string_find_string string_find_all_string string_find_all_string_int', finding),
  string_to_url: (call) => ({ ...reading(call), size: call.sizeOf(call.args[0]!) }),
  ...alike('string_to_ip is_ip string_to_cidr is_cidr', reading),
  ip_is_canonical: ({ args, sizeOf }) => ({ cost: traversal(sizeOf(args[0]!), 2) }),
  cidr_contains_ip_ip: comparing,
  cidr_contains_ip_string: readingToo(comparing),
  cidr_contains_cidr: masking,
  cidr_contains_cidr_string: readingToo(masking),
  ...alike('string_to_quantity is_quantity_string', reading),
  ...alike('string_to_semver string_bool_to_semver is_semver_string is_semver_string_bool', reading),
  'format-validate': ({ args, sizeOf }) => ({ cost: scaled(traversal(sizeOf(args[0]!)), FORMAT_FACTOR) }),
};
