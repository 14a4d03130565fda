/** A MutatingAdmissionPolicy, ready to be evaluated. */
import { listOf, type Type } from '../../../cel/check/types.ts';
import { CompiledOnce } from '../../../cel/compiled-once.ts';
import type { V1MutatingAdmissionPolicySpec, V1Mutation } from '../../../schema/generated/types.ts';
import type { Steps } from '../../../util/pause.ts';
import { type Compiled, compileEach, PolicyCompiler } from '../expressions/compiler.ts';
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

const PATCH_RESULTS: Readonly<Record<PatchType, readonly Type[]>> = {
  ApplyConfiguration: [APPLY_CONFIGURATION],
  JSONPatch: [listOf(JSON_PATCH)],
};

/** By the policy's spec. */
export const MUTATING_PROGRAMS = new CompiledOnce(compileMutatingPolicy);

function* compileMutatingPolicy(spec: V1MutatingAdmissionPolicySpec): Steps<MutatingProgram> {
  const hasParams = spec.paramKind !== undefined;
  const compiler = new PolicyCompiler({ hasParams, patches: true });
  return {
    conditions: yield* compileMatchConditions(spec.matchConditions, hasParams),
    variables: yield* compiler.addVariables(spec.variables),
    mutations: yield* compileEach(spec.mutations, (mutation) => compileMutation(mutation, compiler)),
    reinvocable: spec.reinvocationPolicy === 'IfNeeded',
  };
}

function* compileMutation(mutation: V1Mutation, compiler: PolicyCompiler): Steps<CompiledMutation> {
  const type: PatchType = mutation.patchType === 'JSONPatch' ? 'JSONPatch' : 'ApplyConfiguration';
  const { expression = '' } = (type === 'JSONPatch' ? mutation.jsonPatch : mutation.applyConfiguration) ?? {};
  return { type, patch: yield* compiler.compile(expression, PATCH_RESULTS[type]) };
}
