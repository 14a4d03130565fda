import { type FieldError, type FieldPath, invalidValue, required } from '../../api/field.ts';
import { isDns1123Subdomain } from '../../api/names.ts';
import type { V1NodeSelector } from '../../schema/generated/types.ts';
import { validateNodeSelector } from '../core/pod-spec/node-selector.ts';
import { validateName } from '../validation/common.ts';

export interface NodeChoice {
  nodeName?: string;
  nodeSelector?: V1NodeSelector;
  allNodes?: boolean;
  perDeviceNodeSelection?: boolean;
}

/** What is said where no way is chosen, or several, or a node without a name. */
export interface ChoiceDetails {
  readonly none: string;
  readonly many: string;
  readonly emptyName: string;
  /** A selector has exactly one term: selectors of several slices are merged. */
  readonly oneTerm?: boolean;
}

/**
 * Where devices are is said in exactly one way.
 * @param more further flags that count as a way
 */
export function validateNodeChoice(
  choice: NodeChoice,
  more: readonly 'perDeviceNodeSelection'[],
  details: ChoiceDetails,
  path: FieldPath,
): FieldError[] {
  const flags = ['allNodes', ...more] as const;
  const ways = [
    ...(choice.nodeName ? ['`nodeName`'] : []),
    ...(choice.nodeSelector ? ['`nodeSelector`'] : []),
    ...flags.filter((flag) => choice[flag]).map((flag) => `\`${flag}\``),
  ];
  const errors = [...validateNodes(choice, details, path), ...validateFlags(choice, flags, path)];
  if (ways.length === 0) return [...errors, required(path, details.none)];
  return ways.length === 1 ? errors : [...errors, invalidValue(path, `{${ways.join(', ')}}`, details.many)];
}

function validateNodes(
  { nodeName, nodeSelector }: NodeChoice,
  { emptyName, oneTerm }: ChoiceDetails,
  path: FieldPath,
): FieldError[] {
  const at = path.child('nodeName');
  const errors = nodeName ? validateName(nodeName, isDns1123Subdomain, at) : [];
  if (nodeName === '') errors.push(invalidValue(at, '', emptyName));
  if (!nodeSelector) return errors;
  const selectorAt = path.child('nodeSelector');
  errors.push(...validateNodeSelector(nodeSelector, selectorAt));
  const terms = nodeSelector.nodeSelectorTerms ?? [];
  if (!oneTerm || terms.length === 1) return errors;
  return [
    ...errors,
    invalidValue(selectorAt.child('nodeSelectorTerms'), terms, 'must have exactly one node selector term'),
  ];
}

function validateFlags(choice: NodeChoice, flags: readonly ('allNodes' | 'perDeviceNodeSelection')[], path: FieldPath) {
  return flags
    .filter((flag) => choice[flag] === false)
    .map((flag) => invalidValue(path.child(flag), false, 'must be either unset or set to true'));
}
