/** One mutating policy, done to the object of one request. */
import type { KubeObject } from '../../../api/object.ts';
import { replaceObject } from '../../../api/replace.ts';
import { internalError, StatusError } from '../../../api/status.ts';
import type { Value } from '../../../cel/values/value.ts';
import { cloneJson } from '../../../util/clone.ts';
import { deepEqual } from '../../../util/deep-equal.ts';
import { Budget, EVALUATION_BUDGET } from '../../expressions/budget.ts';
import type { Target } from '../../matching/match.ts';
import { Evaluation } from '../expressions/evaluation.ts';
import { SubjectActivation } from '../expressions/subject.ts';
import { type ErrorType, errorTypeOf } from '../observer.ts';
import { policyName } from '../policy-name.ts';
import type { PolicyPorts } from '../ports.ts';
import type { Views } from '../views.ts';
import { applyConfiguration } from './apply-configuration.ts';
import type { CompiledMutation, MutatingProgram, PatchType } from './compile.ts';
import { jsonPatch } from './json-patch.ts';

export interface Mutated {
  readonly changed: boolean;
  /** What could not be done; the rest was. */
  readonly problems: readonly string[];
}

/** A request, and how one policy is to see it. */
export interface Mutating {
  readonly by: { readonly policy: string; readonly binding: string };
  readonly views: Views;
  readonly target: Target;
  readonly params: KubeObject | undefined;
  readonly ports: PolicyPorts;
}

/** @throws StatusError when the request cannot go on, whatever the policy says of failures */
export async function mutate({ mutations, variables }: MutatingProgram, request: Mutating): Promise<Mutated> {
  const { observer } = request.ports;
  const problems: string[] = [];
  let changed = false;
  for (const mutation of mutations) {
    const began = observer.now();
    const observe = (errorType: ErrorType) =>
      observer.mutated({ ...request.by, errorType, seconds: (observer.now() - began) / 1000 });
    try {
      const subject = request.views.subject(request.target, request.params);
      const patching = request.views.access.run(() =>
        patchOf(mutation, new Evaluation(new SubjectActivation(subject, variables))),
      );
      const patch = patching instanceof Promise ? await patching : patching;
      changed = change(mutation.type, patch, request) || changed;
      observe('no_error');
    } catch (error) {
      observe(errorTypeOf((error as Error).message));
      // What a policy makes of an object may fail in any way, and refuses as the policy says.
      if (error instanceof StatusError) throw refusedFor(request.by, error);
      problems.push((error as Error).message);
    }
  }
  return { changed, problems };
}

function refusedFor({ policy, binding }: Mutating['by'], error: StatusError): StatusError {
  error.refusedFor = policyName(policy, binding);
  return error;
}

function patchOf({ patch }: CompiledMutation, evaluation: Evaluation): Value {
  if (patch.problem !== undefined) throw new Error(patch.problem);
  const { value, error } = evaluation.evaluate(patch, new Budget(EVALUATION_BUDGET));
  if (error !== undefined) throw new Error(error);
  return value;
}

/** @returns whether the object is another now */
function change(type: PatchType, patch: Value, request: Mutating): boolean {
  const { views, target, ports } = request;
  const current = views.attributes.object!;
  const seen = ports.versions.toTarget(target, current);
  const patched = type === 'JSONPatch' ? patchedObject(seen, patch, request) : mergedObject(seen, patch, request);
  if (deepEqual(patched, current)) return false;
  replaceObject(current, patched);
  views.refresh();
  return true;
}

// Results share what did not change with objects that are frozen, and decoding takes over what it is handed: hence copies.

function patchedObject(seen: KubeObject, patch: Value, { target, ports }: Mutating): KubeObject {
  const made = jsonPatch(seen, patch);
  try {
    return ports.versions.fromTarget(target, cloneJson(made), 'refused');
  } catch (error) {
    throw internalError((error as Error).message);
  }
}

function mergedObject(seen: KubeObject, patch: Value, { target, ports }: Mutating): KubeObject {
  const made = applyConfiguration(seen, patch, target.kind, ports.schemaOf(target.kind));
  return ports.versions.fromTarget(target, cloneJson(made));
}
