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

/**
 * Where devices are is said in exactly one way.
 * @param more further flags that count as a way
 */
export function validateNodeChoice(
  choice: NodeChoice,
  more: readonly 'perDeviceNodeSelection'[],
  details: { readonly none: string; readonly many: string },
  path: FieldPath,
): FieldError[] {
  const flags = ['allNodes', ...more] as const;
  const ways = [
    ...(choice.nodeName ? ['`nodeName`'] : []),
    ...(choice.nodeSelector ? ['`nodeSelector`'] : []),
    ...flags.filter((flag) => choice[flag]).map((flag) => `\`${flag}\``),
  ];
  const errors = [...validateNodes(choice, path), ...validateFlags(choice, flags, path)];
  if (ways.length === 0) return [...errors, required(path, details.none)];
  return ways.length === 1 ? errors : [...errors, invalidValue(path, `{${ways.join(', ')}}`, details.many)];
}

function validateNodes({ nodeName, nodeSelector }: NodeChoice, path: FieldPath): FieldError[] {
  const at = path.child('nodeName');
  const errors = nodeName ? validateName(nodeName, isDns1123Subdomain, at) : [];
  if (nodeName === '') errors.push(invalidValue(at, '', 'must be either unset or set to a non-empty string'));
  return nodeSelector ? [...errors, ...validateNodeSelector(nodeSelector, path.child('nodeSelector'))] : errors;
}

function validateFlags(choice: NodeChoice, flags: readonly ('allNodes' | 'perDeviceNodeSelection')[], path: FieldPath) {
  return flags
    .filter((flag) => choice[flag] === false)
    .map((flag) => invalidValue(path.child(flag), false, 'must be either unset or set to true'));
}
