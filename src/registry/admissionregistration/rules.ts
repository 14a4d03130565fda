/** Which requests a webhook or policy sees. */
import { duplicate, type FieldError, type FieldPath, invalidValue, notSupported, required } from '../../api/field.ts';
import { isPathSegmentName } from '../../api/names.ts';
import type { V1NamedRuleWithOperations, V1RuleWithOperations } from '../../schema/generated/types.ts';
import { repeats } from '../../util/repeats.ts';
import { validateName } from '../validation/common.ts';
import { validateResources } from './rule-resources.ts';

const ANY = '*';
const OPERATIONS = [ANY, 'CONNECT', 'CREATE', 'DELETE', 'UPDATE'];
const SCOPES = [ANY, 'Cluster', 'Namespaced'];

export function setRuleDefaults(rules: readonly V1RuleWithOperations[] = []): void {
  for (const rule of rules) rule.scope ??= ANY;
}

export function validateRule(rule: V1RuleWithOperations, path: FieldPath): FieldError[] {
  const { apiGroups = [], apiVersions = [], operations = [], resources = [], scope } = rule;
  const errors = [
    ...validateOperations(operations, path.child('operations')),
    ...validateSome(apiGroups, 'API groups', path.child('apiGroups')),
    ...validateSome(apiVersions, 'API versions', path.child('apiVersions')),
    ...requireEach(apiVersions, path.child('apiVersions')),
    ...validateResources(resources, path.child('resources')),
  ];
  const scoped = scope === undefined || SCOPES.includes(scope);
  return scoped ? errors : [...errors, notSupported(path.child('scope'), scope, SCOPES)];
}

export function validateNamedRule(rule: V1NamedRuleWithOperations, path: FieldPath): FieldError[] {
  const names = rule.resourceNames ?? [];
  const at = path.child('resourceNames');
  const repeated = repeats(names);
  return [
    ...names.flatMap((name, position) => [
      ...validateName(name, isPathSegmentName, at.index(position)),
      ...(repeated[position] ? [duplicate(at.index(position), name)] : []),
    ]),
    ...validateRule(rule, path),
  ];
}

function validateOperations(operations: readonly string[], path: FieldPath): FieldError[] {
  return [
    ...validateSome(operations, 'operations', path),
    ...operations.flatMap((operation, position) =>
      OPERATIONS.includes(operation) ? [] : [notSupported(path.index(position), operation, OPERATIONS)],
    ),
  ];
}

function validateSome(values: readonly string[], what: string, path: FieldPath): FieldError[] {
  if (values.length === 0) return [required(path)];
  if (values.length === 1 || !values.includes(ANY)) return [];
  return [invalidValue(path, values, `if '*' is present, must not specify other ${what}`)];
}

function requireEach(values: readonly string[], path: FieldPath): FieldError[] {
  return values.flatMap((value, position) => (value === '' ? [required(path.index(position))] : []));
}
