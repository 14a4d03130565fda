import { parseFieldSelector } from '../api/field-selector.ts';
import type { Operator } from '../api/label-requirement.ts';
import { parseRequirements } from '../api/label-selector-parser.ts';
import type { Attributes, SelectorRequirement } from './authorizer.ts';

/** Label selectors' operators as access reviews write them. Those that compare numbers cannot be told there. */
const OPERATORS: Readonly<Partial<Record<Operator, string>>> = {
  in: 'In',
  '=': 'In',
  '==': 'In',
  notin: 'NotIn',
  '!=': 'NotIn',
  exists: 'Exists',
  '!': 'DoesNotExist',
};

/** What a request limits itself to. A selector that cannot be read limits nothing here, and is refused later on. */
export function selectorsOf(query: URLSearchParams): Pick<Attributes, 'fieldSelector' | 'labelSelector'> {
  const fields = read(query.get('fieldSelector'), fieldRequirements);
  const labels = read(query.get('labelSelector'), labelRequirements);
  return { ...(fields && { fieldSelector: fields }), ...(labels && { labelSelector: labels }) };
}

type Requirements = readonly SelectorRequirement[];

function read(text: string | null, parse: (text: string) => Requirements): Requirements | undefined {
  if (!text) return undefined;
  try {
    const requirements = parse(text);
    return requirements.length > 0 ? requirements : undefined;
  } catch {
    return undefined;
  }
}

/** @throws FieldSelectorError */
export function fieldRequirements(text: string): Requirements {
  return parseFieldSelector(text).map(({ field, equal, value }) => ({
    key: field,
    operator: equal ? 'In' : 'NotIn',
    values: [value],
  }));
}

/** @throws LabelSelectorError */
export function labelRequirements(text: string): Requirements {
  return parseRequirements(text).flatMap(({ key, operator, values }) =>
    OPERATORS[operator] === undefined ? [] : [{ key, operator: OPERATORS[operator], values }],
  );
}
