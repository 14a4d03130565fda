/** A MutatingAdmissionPolicy, ready to be evaluated. */
import type { KubeObject } from '../../../api/object.ts';
import { listOf, type Type } from '../../../cel/check/types.ts';
import type { V1MutatingAdmissionPolicySpec, V1Mutation } from '../../../schema/generated/types.ts';
import { type Compiled, PolicyCompiler } from '../expressions/compiler.ts';
import { APPLY_CONFIGURATION, JSON_PATCH } from '../expressions/patch-types.ts';
import { compileMatchConditions } from '../match-conditions.ts';

export type PatchType = 'ApplyConfiguration' | 'JSONPatch';

export interface CompiledMutation {
  readonly type: PatchType;
  readonly patch: Compiled;
}

export interface MutatingProgram {
  readonly conditions: readonly Compiled[];
  readonly variables: ReadonlyMap<string, Compiled>;
  /** Done in their order, each to what the one before made. */
  readonly mutations: readonly CompiledMutation[];
  /** reinvocationPolicy IfNeeded. */
  readonly reinvocable: boolean;
}

export const PATCH_RESULTS: Readonly<Record<PatchType, readonly Type[]>> = {
  ApplyConfiguration: [APPLY_CONFIGURATION],
  JSONPatch: [listOf(JSON_PATCH)],
};

export function compileMutatingPolicy({ spec = {} }: KubeObject): MutatingProgram {
  const { paramKind, matchConditions, variables, mutations, reinvocationPolicy } =
    spec as V1MutatingAdmissionPolicySpec;
  const hasParams = paramKind !== undefined;
  const compiler = new PolicyCompiler({ hasParams, patches: true });
  return {
    conditions: compileMatchConditions(matchConditions, hasParams),
    variables: new Map(
      (variables ?? []).map(({ name = '', expression = '' }) => [name, compiler.addVariable(name, expression)]),
    ),
    mutations: (mutations ?? []).map((mutation) => compileMutation(mutation, compiler)),
    reinvocable: reinvocationPolicy === 'IfNeeded',
  };
}

function compileMutation({ patchType, applyConfiguration, jsonPatch }: V1Mutation, compiler: PolicyCompiler) {
  const type: PatchType = patchType === 'JSONPatch' ? 'JSONPatch' : 'ApplyConfiguration';
  const { expression = '' } = (type === 'JSONPatch' ? jsonPatch : applyConfiguration) ?? {};
  return { type, patch: compiler.compile(expression, PATCH_RESULTS[type]) };
}
