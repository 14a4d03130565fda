/**
 * Checks the expressions of a validating policy against the schemas of what it is for. What it finds changes nothing of
 * what the policy does: it is told in its status.
 */
import { type FieldPath, path } from '../../api/field.ts';
import { apiVersionOf, type GroupVersionKind } from '../../api/object.ts';
import { compileSteps } from '../../cel/program.ts';
import type {
  V1ExpressionWarning,
  V1NamedRuleWithOperations,
  V1ValidatingAdmissionPolicySpec,
} from '../../schema/generated/types.ts';
import type { ObjectSchema } from '../../schema/schema.ts';
import type { Steps } from '../../util/pause.ts';
import { compileEach, PolicyCompiler } from './expressions/compiler.ts';
import { TypedObjects } from './typed-objects.ts';

export interface TypedKind {
  readonly kind: GroupVersionKind;
  readonly schema: ObjectSchema;
}

/** Port: what is known of kinds. */
export interface KnownKinds {
  ofResource(group: string, version: string, resource: string): TypedKind | undefined;
  ofKind(apiVersion: string, kind: string): TypedKind | undefined;
}

/** Of more kinds than these a policy is not checked. */
const MOST_KINDS = 10;

/** In steps: every expression is compiled for each of the kinds. */
export function* checkTypes(spec: V1ValidatingAdmissionPolicySpec, known: KnownKinds): Steps<V1ExpressionWarning[]> {
  const { apiVersion = '', kind = '' } = spec.paramKind ?? {};
  const params = spec.paramKind && known.ofKind(apiVersion, kind)?.schema;
  const checkers = yield* compileEach(kindsOf(spec.matchConstraints?.resourceRules ?? [], known), function* (one) {
    const name = `${showVersion(one.kind)}, Kind=${one.kind.kind}`;
    return { name, compiler: yield* compilerFor(spec, one.schema, params) };
  });
  const warnings: V1ExpressionWarning[] = [];
  for (const [index, { expression, messageExpression }] of (spec.validations ?? []).entries()) {
    const at = path('spec').child('validations').index(index);
    warnings.push(...(yield* warn(checkers, expression, at.child('expression'))));
    warnings.push(...(yield* warn(checkers, messageExpression, at.child('messageExpression'))));
  }
  return warnings;
}

interface Checker {
  readonly name: string;
  readonly compiler: PolicyCompiler;
}

function* warn(
  checkers: readonly Checker[],
  expression: string | undefined,
  at: FieldPath,
): Steps<V1ExpressionWarning[]> {
  if (!expression) return [];
  const problems: string[] = [];
  for (const { name, compiler } of checkers) {
    const { message } = yield* compileSteps(expression, compiler.environment);
    if (message !== undefined) problems.push(`${name}: ${message}\n`);
  }
  return problems.length === 0 ? [] : [{ fieldRef: at.toString(), warning: problems.join('\n') }];
}

/** Go's GroupVersion.String, which has a slash for every group. */
function showVersion({ group, version }: GroupVersionKind): string {
  return group === '' ? `/${version}` : apiVersionOf({ group, version });
}

function* compilerFor(
  { variables }: V1ValidatingAdmissionPolicySpec,
  object: ObjectSchema,
  params: ObjectSchema | undefined,
): Steps<PolicyCompiler> {
  const types = new TypedObjects();
  const typed = { object: types.typeOf(object), params: params && types.typeOf(params), types };
  const compiler = new PolicyCompiler({ hasParams: params !== undefined, typed });
  yield* compiler.addVariables(variables);
  return compiler;
}

/** Rules that name anything with a wildcard say nothing about kinds. */
function kindsOf(rules: readonly V1NamedRuleWithOperations[], known: KnownKinds): TypedKind[] {
  const found = rules.flatMap(({ apiGroups = [], apiVersions = [], resources = [] }) =>
    [...apiGroups, ...apiVersions].some((text) => text.includes('*'))
      ? []
      : apiGroups.flatMap((group) =>
          apiVersions.flatMap((version) =>
            resources.filter(isPlain).flatMap((resource) => known.ofResource(group, version, resource) ?? []),
          ),
        ),
  );
  const byName = new Map(found.slice(0, MOST_KINDS).map((one) => [keyOf(one.kind), one]));
  return [...byName].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}

function isPlain(resource: string): boolean {
  return !resource.includes('*') && !resource.includes('/');
}

function keyOf({ group, version, kind }: GroupVersionKind): string {
  return JSON.stringify([group, version, kind]);
}
